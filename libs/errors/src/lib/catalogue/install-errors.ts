import type { CatalogueEntry } from './catalogue-entry.ts';

/** Scanning and installing. */
export const INSTALL_ERRORS = {
  ERR_SCAN_BLOCKED: {
    class: 'refused',
    meaning: 'The scanner found something that the policy does not let through.',
    hint: 'read the findings; a policy may allow this name, version and sha256',
  },
  ERR_SCAN_INCOMPLETE: {
    class: 'refused',
    meaning: 'A rule or a parser failed, so that part of the plugin was not looked at.',
    hint: 'an unfinished scan is a refusal; report the plugin that causes it',
  },
  ERR_INSTALL_SPEC: {
    class: 'usage',
    meaning: 'What should be installed is neither `@vendor/name[@range]`, `name[@range]` nor a target path.',
    hint: 'for example `@acme/hello@^1.2.0` or `plugins/acme/hello/1.2.0/hello-1.2.0.tgz`',
  },
  ERR_PLUGIN_CONFLICT: {
    class: 'usage',
    meaning: 'Two plugins of one set have the same name, or no version of one fits all that need it.',
    hint: 'name each plugin once; where plugins need one another, name versions of them that agree',
  },
  ERR_PLUGIN_CYCLE: {
    class: 'refused',
    meaning: 'Plugins require each other in a circle.',
    hint: 'one of them has to let go: tell their publishers',
  },
  ERR_PLUGIN_REQUIRED: {
    class: 'usage',
    meaning: 'A plugin that should be removed is needed by another one, and was not asked for by itself.',
    hint: '`ragnos-vault why NAME` shows who needs it; remove that one',
  },
  ERR_LOCK_STALE: {
    class: 'refused',
    meaning: '`ragnos-vault.lock.json` does not fit `ragnos-vault.json`, and --frozen forbids to change it.',
    hint: 'run `ragnos-vault install` without --frozen, look at what changed in the lock file, and commit it',
  },
  ERR_LOCK_MISMATCH: {
    class: 'refused',
    meaning:
      'The repository has other bytes under a version than were locked. A published version never changes.',
    hint: 'ask the publisher; only `ragnos-vault update NAME` takes what the repository has now',
  },
  ERR_PLUGIN_REVOKED: {
    class: 'refused',
    meaning:
      'The operator of a repository has revoked this archive: it must not be installed, nor gone back to.',
    hint: 'nothing was changed; the message says why it was revoked. install another version, in the same command where it is in the set already',
  },
  ERR_PLUGIN_YANKED: {
    class: 'refused',
    meaning: 'The publisher has yanked this version since it was installed.',
    hint: 'nothing was changed; go back to another set, or say `--accept-yanked-unsafe`',
  },
  ERR_RELEASE_TOO_YOUNG: {
    class: 'refused',
    meaning: 'The version was published more recently than `minimumReleaseAge` of the policy admits.',
    hint: 'wait, name an older version or a range, or name the plugin in `minimumReleaseAgeExclude`',
  },
  ERR_INSTALLED_CORRUPT: {
    class: 'refused',
    meaning: 'What lies on disk is not what was installed.',
    hint: 'somebody or something changed it: `ragnos-vault verify` tells all differences, `verify --repair` makes a new set from the kept archives',
  },
  ERR_ARCHIVE_NOT_KEPT: {
    class: 'refused',
    meaning: 'The archive that a damaged plugin could be repaired from is not kept, or is damaged itself.',
    hint: 'nothing was changed; install the plugin again, which fetches its archive from the repository',
  },
  ERR_SET_UNREADABLE: {
    class: 'refused',
    meaning:
      '`current`, or both records of the live set, are damaged, so that nobody can tell which plugins were live.',
    hint: '`ragnos-vault generations` lists the sets that can be read, `rollback --to N` makes one of them live, verified',
  },
  ERR_PLUGIN_NOT_INSTALLED: {
    class: 'usage',
    meaning: 'The live set has no plugin of that name.',
    hint: '`ragnos-vault list` shows what is installed',
  },
  ERR_NO_GENERATION: {
    class: 'refused',
    meaning: 'There is no earlier set of plugins to go back to.',
    hint: '`ragnos-vault list --generations` shows what there is',
  },
  ERR_SCRIPTS_NOT_ALLOWED: {
    class: 'refused',
    meaning: 'Lifecycle scripts were asked for, but no policy names this plugin.',
    hint: 'leave `ignoreScripts` on; a script runs only where a policy allows that plugin by name, version and hash',
  },
  ERR_DOCTOR_FAILED: {
    class: 'refused',
    meaning: '`doctor` found something that stops changes of the plugins, or that is wrong with them.',
    hint: 'each check that failed has a hint of its own',
  },
  ERR_TENANT_NAME: {
    class: 'usage',
    meaning: 'A tenant has a name that cannot be one.',
    hint: 'use a-z, 0-9, `.`, `_` and `-`, at most 63 of them, with a letter or a digit at both ends',
  },
  ERR_TENANT_UNKNOWN: {
    class: 'refused',
    meaning: '`tenants.yaml` of the host folder does not name this tenant, or there is no such file.',
    hint: 'check the name and --plugins-dir, or ask the operator of the host to add the tenant to `tenants.yaml`',
  },
  ERR_TENANT_FOLDER: {
    class: 'refused',
    meaning:
      'Something in the folder of a tenant is a link, or no folder where one must be, so that it could lead into that of another. Nothing was changed.',
    hint: 'move the named entry away; only `plugins/current` is a link there',
  },
  ERR_QUOTA: {
    class: 'refused',
    meaning: 'The plugins, or what the store would hold of them, are more than the tenant may have.',
    hint: 'run `ragnos-vault gc` to remove old sets, remove plugins, or ask the operator for a larger quota',
  },
  ERR_AUDIT_WRITE: {
    class: 'environment',
    meaning:
      'The audit log of a plugins folder cannot be written or read. No change is made that would not be recorded.',
    hint: 'check space and permissions of `.audit` in the plugins folder, then run the command again: it records what is live',
  },
  ERR_AUDIT_BROKEN: {
    class: 'refused',
    meaning:
      'The audit log is not what was written: a line was changed, taken out, put in, moved or cut off.',
    hint: 'somebody or something changed `.audit/log.jsonl`; keep a copy as evidence, and compare with a head that was kept elsewhere',
  },
  ERR_LOCKED: {
    class: 'transient',
    meaning: 'Another process holds the lock.',
    hint: 'wait for it to finish and run the command again',
  },
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;
