import { constants } from 'node:crypto';
import type { KeyScheme } from './signer.ts';

interface SignatureAlgorithm {
  readonly digest: 'sha256' | 'sha384' | undefined;
  readonly options: {
    readonly padding?: number;
    readonly saltLength?: number;
    readonly dsaEncoding?: 'der';
  };
}

// Node's own default salt is the longest that fits, which clients built on ring or aws-lc refuse.
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };

/** How each scheme signs, in the terms of node:crypto. Ed25519 brings its own digest. */
export const SIGNATURE_ALGORITHM = {
  'rsassa-pss-sha256': { digest: 'sha256', options: PSS },
  ed25519: { digest: undefined, options: {} },
  'ecdsa-sha2-nistp256': { digest: 'sha256', options: { dsaEncoding: 'der' } },
  'ecdsa-sha2-nistp384': { digest: 'sha384', options: { dsaEncoding: 'der' } },
} as const satisfies Record<KeyScheme, SignatureAlgorithm>;
