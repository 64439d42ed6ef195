export type { KeyScheme, KeyType, PublicKey, Signer } from './lib/signer.ts';
