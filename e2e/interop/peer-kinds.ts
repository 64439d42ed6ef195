import type { Peer } from '../../tools/scripts/peers/peers.ts';

interface PeerKinds {
  readonly kinds: readonly string[];
  readonly keyTypes: readonly string[];
}

const KINDS = ['flat', 'delegated', 'prefixes', 'succinct', 'rotated'];

/** What the `repo` program of each peer writes, every kind with every type of keys. */
export const PEER_KINDS: Readonly<Record<Peer['name'], PeerKinds>> = {
  'python-tuf': { kinds: KINDS, keyTypes: ['rsa', 'ed25519', 'ecdsa', 'ecdsa-p384'] },
  'go-tuf': { kinds: KINDS, keyTypes: ['rsa', 'ed25519', 'ecdsa'] },
};
