/** What a caller can do about a failure; it decides the exit code of the command. */
export type ErrorClass = 'refused' | 'usage' | 'transient' | 'environment' | 'internal';

interface CatalogueEntry {
  readonly class: ErrorClass;
  /** What happened, as a sentence of the manual. */
  readonly meaning: string;
  /** What to do now; printed after the message. */
  readonly hint: string;
}

/** Every code this product can throw. A code is public API: add, never rename. */
export const CATALOGUE = {
  // Usage
  ERR_USAGE: {
    class: 'usage',
    meaning: 'The command line, or the input of a function, does not have the form it must have.',
    hint: 'see `ragnos-vault --help`',
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
      'A configuration file (`vault.yaml`, `vault.policy.yaml`, `map.json`) cannot be read as what it should be.',
    hint: 'correct the named key; an unknown key is refused, so that a misspelt rule cannot be dropped in silence',
  },
  ERR_PLUGIN_SOURCE: {
    class: 'usage',
    meaning: 'What was given to `publish` or `scan` is neither a folder nor an archive that can be read.',
    hint: 'give a folder with a package.json, the .tgz of `npm pack`, or a .tar.gz that holds a package.json',
  },
  // Cryptography
  ERR_CANONICAL_JSON: {
    class: 'refused',
    meaning:
      'A value has no canonical JSON form (a float, a number beyond 2^53, a lone surrogate, undefined ...).',
    hint: 'signed metadata holds strings, booleans, null, safe integers, lists and objects only',
  },
  ERR_JSON_INVALID: {
    class: 'refused',
    meaning: 'Bytes that should be JSON are not, or hold a duplicate key or a prototype name.',
    hint: 'the file is damaged or hostile; get it again from its source',
  },
  ERR_KEY_UNSUPPORTED: {
    class: 'refused',
    meaning: 'A key is of a type, size or scheme this product does not accept.',
    hint: 'use RSA of 2048 bits or more, Ed25519, or ECDSA on P-256 or P-384',
  },
  ERR_KEY_INVALID: {
    class: 'refused',
    meaning: 'A key file or key value cannot be parsed.',
    hint: 'private keys are PKCS#8 PEM, public keys SPKI PEM',
  },
  ERR_PASSPHRASE: {
    class: 'environment',
    meaning: 'The passphrase of an encrypted key is wrong or was not given.',
    hint: 'give it with --passphrase-file, in TUF_<ROLE>_PASSPHRASE, or at the prompt',
  },
  ERR_SIGNER_UNAVAILABLE: {
    class: 'environment',
    meaning: 'A key that must sign cannot be reached.',
    hint: 'check the signer URIs of vault.yaml and that their files or variables exist',
  },
  ERR_KEY_PERMISSIONS: {
    class: 'environment',
    meaning: 'A private key file can be read by other users.',
    hint: 'run `chmod 600` on it',
  },
  // Archives
  ERR_ARCHIVE_FORMAT: {
    class: 'refused',
    meaning: 'An archive is not one well-formed gzip stream that holds one well-formed tar archive.',
    hint: 'pack it again with `npm pack` or `tar -czf`; nothing was written',
  },
  ERR_ARCHIVE_PATH: {
    class: 'refused',
    meaning: 'A member has a name that could leave its folder or mean another file elsewhere.',
    hint: 'the archive is hostile or was made on an odd system; nothing was written',
  },
  ERR_ARCHIVE_COLLISION: {
    class: 'refused',
    meaning: 'Two members would be the same file on some system, or one name is both a file and a folder.',
    hint: 'rename one of them; nothing was written',
  },
  ERR_ARCHIVE_TYPE: {
    class: 'refused',
    meaning: 'A member is neither a plain file nor a folder, or carries setuid or setgid.',
    hint: 'links, devices and FIFOs are never installed; nothing was written',
  },
  ERR_ARCHIVE_LIMIT: {
    class: 'refused',
    meaning:
      'An archive has too many members, is too deep, or is too large, counted on the bytes really read.',
    hint: 'if the plugin is genuine, raise the limit in the policy; nothing was written',
  },
  // Manifests
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
  // TUF
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
  // Publishing
  ERR_VERSION_EXISTS: {
    class: 'refused',
    meaning:
      'This version, or target path, is already published with other bytes. A published version is immutable.',
    hint: 'raise the version and publish that',
  },
  ERR_PUBLISH_CONFLICT: {
    class: 'transient',
    meaning: 'Other publishers kept winning the race for the timestamp.',
    hint: 'run the command again',
  },
  ERR_SUBMISSION_INVALID: {
    class: 'refused',
    meaning:
      'A submission does not have the form it must have, or holds what its signers may not decide. Nothing was published.',
    hint: 'make it again with `ragnos-vault publish --submit FILE`; if that is refused too, ask who signed it',
  },
  ERR_SUBMISSION_STALE: {
    class: 'refused',
    meaning:
      'A submission replaces versions of its roles that are not the live ones any more, and only its signers can sign others. Nothing was published.',
    hint: 'its signers must submit again, on the repository as it is now',
  },
  ERR_REPOSITORY_FAULTY: {
    class: 'refused',
    meaning: '`verify-repo` found faults in a repository that consumers would meet.',
    hint: 'the report names each fault with its role or path; warnings alone are no failure',
  },
  ERR_STORE_EXISTS: {
    class: 'refused',
    meaning: 'A repository file that is written once exists already with other content.',
    hint: 'two publishers chose the same version number; run the command again',
  },
  ERR_STORE_CHANGED: {
    class: 'transient',
    meaning: 'A repository file was changed by somebody else between reading and replacing it.',
    hint: 'run the command again',
  },
  ERR_COLLECT_RUNNING: {
    class: 'transient',
    meaning: 'A `collect` is removing an old file that this command would publish again.',
    hint: 'run the command again. if that `collect` died, run it again first: it takes over when its grace period has passed',
  },
  ERR_COLLECT_LIST: {
    class: 'environment',
    meaning: '`collect.json`, the list of unused files of a repository, was damaged. Nothing was removed.',
    hint: 'remove the file while no `collect` runs; the next one marks unused files anew',
  },
  ERR_ROOT_EXISTS: {
    class: 'refused',
    meaning: 'This version of root is published already, with other content. A root is never rebased.',
    hint: 'make a new draft from the root that is live now, and have it signed anew',
  },
  ERR_DRAFT_INCOMPLETE: {
    class: 'refused',
    meaning: 'A draft is not signed by enough of the keys that it needs, old and new.',
    hint: '`ragnos-vault root status FILE` says whose signatures are missing',
  },
  ERR_DRAFT_STALE: {
    class: 'refused',
    meaning: 'A draft was made from a state of the repository that is not the live one.',
    hint: 'make a new draft, and have it signed anew',
  },
  ERR_SIGNATURE_INVALID: {
    class: 'refused',
    meaning: 'A signature does not verify with the key and the metadata that it is said to be of.',
    hint: 'sign exactly the bytes of `ragnos-vault payload FILE`; RSA signs with PSS, SHA-256 and a salt of 32 bytes',
  },
  // Scanning
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
  // Installing
  ERR_INSTALL_SPEC: {
    class: 'usage',
    meaning: 'What should be installed is neither `@vendor/name[@range]`, `name[@range]` nor a target path.',
    hint: 'for example `@acme/hello@^1.2.0` or `plugins/acme/hello/1.2.0/hello-1.2.0.tgz`',
  },
  ERR_PLUGIN_CONFLICT: {
    class: 'usage',
    meaning: 'Two plugins of one install have the same name.',
    hint: 'name each plugin once',
  },
  ERR_PLUGIN_REVOKED: {
    class: 'refused',
    meaning:
      'The operator of a repository has revoked this archive: it must not be installed, nor gone back to.',
    hint: 'nothing was changed; the message says why it was revoked. install another version, in the same command where it is in the set already',
  },
  ERR_INSTALLED_CORRUPT: {
    class: 'refused',
    meaning: 'What lies on disk is not what was installed.',
    hint: 'install the plugin again; somebody or something changed its files',
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
  ERR_LOCKED: {
    class: 'transient',
    meaning: 'Another process holds the lock.',
    hint: 'wait for it to finish and run the command again',
  },
  // The world
  ERR_FETCH_FAILED: {
    class: 'transient',
    meaning: 'A file could not be fetched: no connection, a dropped one, a time-out, or a server error.',
    hint: 'check the address and the network, then run the command again',
  },
  ERR_FETCH_REFUSED: {
    class: 'refused',
    meaning:
      'A fetch was refused for safety: another scheme, a redirect elsewhere, or a path outside the repository.',
    hint: 'give the final address of the repository',
  },
  ERR_IO: {
    class: 'environment',
    meaning: 'The disk or the operating system said no.',
    hint: 'check space, permissions and the path',
  },
  ERR_SERVE: {
    class: 'environment',
    meaning: 'The server could not start.',
    hint: 'choose another --port, or stop what uses it',
  },
  ERR_NODE_VERSION: {
    class: 'environment',
    meaning: 'The running Node.js is too old.',
    hint: 'use Node.js ^22.22.2, ^24.15.0 or >=26',
  },
  ERR_STOPPED: {
    class: 'transient',
    meaning: 'The command was asked to stop (Ctrl-C, or a signal) before it was done, and has cleaned up.',
    hint: 'run the command again',
  },
  ERR_DEMO_FAILED: {
    class: 'internal',
    meaning: 'A line of the demo did not behave as it must.',
    hint: 'run it again with --json and report the failing line',
  },
  ERR_INTERNAL: {
    class: 'internal',
    meaning: 'A defect of this product.',
    hint: 'report it with the message and what you ran',
  },
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;

export type ErrorCode = keyof typeof CATALOGUE;

/** Exit codes by class: the contract of the command. */
export const EXIT_CODE = {
  refused: 1,
  usage: 2,
  transient: 3,
  environment: 4,
  internal: 70,
} as const satisfies Record<ErrorClass, number>;
