import type { CatalogueEntry } from './catalogue-entry.ts';

/** Publishing, and changing a repository. */
export const PUBLISH_ERRORS = {
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
  ERR_VERSION_EXHAUSTED: {
    class: 'refused',
    meaning:
      'Live metadata has the greatest version number there is: whoever stole its keys has raised it that far.',
    hint: 'take the repository back with `root recover`, which goes on with small numbers under new keys',
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
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;
