import type { CatalogueEntry } from './catalogue-entry.ts';

/** What a trusted client refuses. */
export const TUF_ERRORS = {
  ERR_TUF_ROOT_INVALID: {
    class: 'refused',
    meaning: 'The trusted root that was given is not valid root metadata signed by its own keys.',
    hint: 'get root.json again from the publisher, over a channel you trust',
  },
  ERR_TUF_ROOT_CHANGED: {
    class: 'refused',
    meaning: 'The root.json of a local repository is no longer the one that was pinned on first use.',
    hint: 'if the publisher really started anew, remove the pin by hand; otherwise somebody replaced it',
  },
  ERR_TUF_SIGNATURE: {
    class: 'refused',
    meaning: 'Metadata is not signed by enough of the keys that its role requires.',
    hint: 'the mirror may be hostile; nothing was trusted. try another mirror, or ask the publisher',
  },
  ERR_TUF_ROOT_FORKED: {
    class: 'refused',
    meaning: 'The chain of roots does not pass through the root that the lock file was made with.',
    hint: 'somebody signed another root of the same version: ask the publisher before you go on',
  },
  ERR_TUF_ROLLBACK: {
    class: 'refused',
    meaning: 'A repository offered metadata older than what was already trusted.',
    hint: 'the mirror may be stale or hostile; try another mirror',
  },
  ERR_TUF_EXPIRED: {
    class: 'refused',
    meaning:
      'Metadata is past its expiry: the mirror withholds newer metadata, or the publisher did not renew it.',
    hint: 'the publisher must run `ragnos-vault renew`, or publish again; `ragnos-vault status` tells which role it is',
  },
  ERR_VENDOR_NAME: {
    class: 'usage',
    meaning: 'A vendor cannot have this name: it would not be safe in the names of roles, paths and files.',
    hint: 'use a to z, 0 to 9, `.`, `_` and `-`, not at the ends; `_` stands for unscoped packages',
  },
  ERR_VENDOR_EXISTS: {
    class: 'usage',
    meaning: 'The repository delegates to this vendor already, or once did.',
    hint: 'see `ragnos-vault status`; change its keys with `vendor rotate`, bring a removed one back with --restore',
  },
  ERR_VENDOR_UNKNOWN: {
    class: 'usage',
    meaning: 'The repository delegates to no vendor of this name.',
    hint: 'see `ragnos-vault status`; add it with `ragnos-vault vendor add NAME`',
  },
  ERR_TUF_VERSION_MISMATCH: {
    class: 'refused',
    meaning: 'Metadata has another version than the role above it says.',
    hint: 'files of different releases were mixed; try another mirror',
  },
  ERR_TUF_HASH_MISMATCH: {
    class: 'refused',
    meaning: 'Bytes do not have the hash that signed metadata names.',
    hint: 'they were changed after signing; nothing was installed. try another mirror',
  },
  ERR_TUF_LENGTH: {
    class: 'refused',
    meaning: 'A file is longer or shorter than signed metadata or the limit for its role says.',
    hint: 'the mirror sent endless or cut data; nothing was kept. try another mirror',
  },
  ERR_TUF_METADATA_INVALID: {
    class: 'refused',
    meaning: 'Metadata does not have the form that the specification demands.',
    hint: 'the repository is damaged or hostile; nothing was trusted',
  },
  ERR_TUF_MISSING: {
    class: 'refused',
    meaning: 'A repository lacks a file that its own signed metadata names.',
    hint: 'the mirror is incomplete; try again later or another mirror',
  },
  ERR_TUF_NO_CONSENSUS: {
    class: 'refused',
    meaning:
      'Fewer repositories of a map than its threshold asks for vouch for the same bytes, or none of them delivers these.',
    hint: 'the message says what each repository answered; nothing was installed. ask their operators which one is wrong',
  },
  ERR_OFFLINE: {
    class: 'refused',
    meaning: 'Offline mode needs something that no earlier run has left on this machine.',
    hint: 'run the same command once without --offline; what it proves and installs is kept',
  },
  ERR_CLOCK_STEPPED_BACK: {
    class: 'environment',
    meaning:
      'The clock is earlier than a refresh that already succeeded, which would make expired metadata look fresh.',
    hint: 'set the clock right; if it ran ahead at that refresh, remove the file that is named (`ragnos-vault trust show` prints it)',
  },
  ERR_TARGET_NOT_FOUND: {
    class: 'refused',
    meaning: 'No trusted metadata names this plugin, version or target path.',
    hint: 'check the name and version; `ragnos-vault status` lists what a repository holds',
  },
  ERR_TARGET_PATH: {
    class: 'refused',
    meaning: 'A target path or role name is not portable.',
    hint: 'use segments of letters, digits, dot, dash, underscore and plus, separated by `/`',
  },
  ERR_INDEX_MISMATCH: {
    class: 'refused',
    meaning: "A plugin's index.json disagrees with the signed targets entry it points at.",
    hint: 'the publisher must publish the plugin again',
  },
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;
