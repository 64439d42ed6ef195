/** A kind of vault, and how it comes to be. */
export interface VaultKind {
  readonly name: string;
  readonly keyTypes: readonly string[];
  /**
   * For each release the commands that precede it, without `--repo-dir`. Clients of the release before go on, so that
   * a vault that changes its kind is one row as well.
   */
  readonly releases: (keyType: string) => readonly (readonly Command[])[];
}

type Command = readonly [string, ...string[]];

const KEY_TYPES = ['rsa', 'ed25519', 'ecdsa'];

/** Vaults made by our command, which every client of `clients.ts` reads; `prefixes` is a name that those know. */
export const VAULT_KINDS: readonly VaultKind[] = [
  { name: 'flat', keyTypes: KEY_TYPES, releases: () => [[], []] },
  { name: 'delegated', keyTypes: KEY_TYPES, releases: (keyType) => [[addVendor(keyType)], []] },
  {
    name: 'succinct',
    keyTypes: ['rsa'],
    releases: (keyType) => [[addVendor(keyType), rebalance('succinct', 16)], []],
  },
  {
    name: 'prefixes',
    keyTypes: ['rsa'],
    releases: (keyType) => [[addVendor(keyType), rebalance('prefixes', 16)], []],
  },
  {
    name: 'grown',
    keyTypes: ['ed25519'],
    releases: (keyType) => [
      [],
      [addVendor(keyType)],
      [rebalance('succinct', 4)],
      [rebalance('succinct', 32), ['vendor', 'rotate', 'acme', '--key-type', keyType]],
    ],
  },
  {
    name: 'rotated',
    keyTypes: KEY_TYPES,
    releases: (keyType) => [
      [],
      [rotate('timestamp', keyType), [...rotate('root', keyType), '--threshold', '2']],
      [rotate('snapshot', keyType), rotate('targets', keyType), rotate('root', keyType)],
    ],
  },
];

function addVendor(keyType: string): Command {
  return ['vendor', 'add', 'acme', '--key-type', keyType];
}

function rebalance(kind: 'succinct' | 'prefixes', count: number): Command {
  return ['rebalance', 'acme', '--bins', kind, '--count', `${count}`];
}

function rotate(role: string, keyType: string): Command {
  return ['root', 'rotate', role, '--key-type', keyType];
}
