import type { CatalogueEntry } from './catalogue-entry.ts';

/** What was asked for, and what a plugin says of itself. */
export const USAGE_ERRORS = {
  ERR_USAGE: {
    class: 'usage',
    meaning: 'The command line, or the input of a function, does not have the form it must have.',
    hint: 'see `ragnos-vault --help`',
  },
  ERR_TAG_MISMATCH: {
    class: 'usage',
    meaning: 'A tag that starts a release does not select one plugin and its version. No key was touched.',
    hint: 'push a tag such as `@acme/hello@1.2.0` or `v1.2.0` whose version is that of the manifest, or set tag-pattern',
  },
  ERR_VAULT_EXISTS: {
    class: 'usage',
    meaning: '`init` was pointed at a folder that already holds a vault. Nothing was changed.',
    hint: 'choose another --repo-dir; a vault is never overwritten',
  },
  ERR_VAULT_NOT_FOUND: {
    class: 'usage',
    meaning: 'No vault was found, or more than one could have been meant.',
    hint: 'name it with --repo-dir DIR, or make one with `ragnos-vault init --repo-dir DIR`',
  },
  ERR_CONFIG_INVALID: {
    class: 'usage',
    meaning:
      'A configuration file (`vault.yaml`, `vault.policy.yaml`, `tenants.yaml`, `map.json`) cannot be read as what it should be.',
    hint: 'correct the named key; an unknown key is refused, so that a misspelt rule cannot be dropped in silence',
  },
  ERR_KNOWN_BAD_INVALID: {
    class: 'usage',
    meaning: 'A list of known-bad packages is not made of OSV records, or holds more than is read.',
    hint: 'give a JSON file of one OSV record or an array of them, or a folder of such files; none is skipped',
  },
  ERR_POLICY_INVALID: {
    class: 'refused',
    meaning:
      '`policy check` was given a policy that cannot be used; any other command would stop with ERR_CONFIG_INVALID.',
    hint: 'correct the named key; `docs/vault.policy.schema.json` describes every key',
  },
  ERR_PLUGIN_SOURCE: {
    class: 'usage',
    meaning: 'What was given to `publish` or `scan` is neither a folder nor an archive that can be read.',
    hint: 'give a folder with a package.json, the .tgz of `npm pack`, or a .tar.gz that holds a package.json',
  },
  ERR_MANIFEST_MISSING: {
    class: 'refused',
    meaning: 'An archive or folder holds no package.json where a plugin must have it.',
    hint: 'put a package.json at its top, or in its single first folder',
  },
  ERR_MANIFEST_INVALID: {
    class: 'refused',
    meaning: 'The package.json has no usable name and version.',
    hint: 'a plugin needs `name` (`@vendor/name` or `name`) and a semantic `version`',
  },
  ERR_MANIFEST_MISMATCH: {
    class: 'refused',
    meaning: 'The package.json inside an archive says something else than the signed metadata.',
    hint: 'the publisher must publish it again under its own name and version',
  },
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;
