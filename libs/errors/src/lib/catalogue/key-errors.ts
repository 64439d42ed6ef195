import type { CatalogueEntry } from './catalogue-entry.ts';

/** Keys, signatures and their encodings. */
export const KEY_ERRORS = {
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
  ERR_ROOT_KEY_ONLINE: {
    class: 'refused',
    meaning: 'A key of the root role was found among keys that are to sign on their own.',
    hint: 'take it out of the secret: a root key signs in a ceremony only; if others could read it, replace it with `root`',
  },
  ERR_KEY_PERMISSIONS: {
    class: 'environment',
    meaning: 'A private key file can be read by other users.',
    hint: 'run `chmod 600` on it',
  },
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;
