import { VaultError } from '@ragnos-vault/errors';
import { keysOf, parseRoot, verifyNextRoot } from '@ragnos-vault/metadata';
import type { Fetcher, Root, SignedRole, TopLevelRole } from '@ragnos-vault/metadata';
import type { Report } from './lint-finding.ts';
import { lintKeys, lintSignatures } from './lint-keys.ts';
import { MAX_BYTES, readMetadata, rolePath } from './lint-read.ts';

export interface RootsInput {
  /** Roots up to this version must exist, as something else in the repository says. */
  readonly known: number;
  /** Bytes that consumers were given as their first root. */
  readonly trustedRoot?: Uint8Array;
}

interface RootPorts {
  readonly fetcher: Fetcher;
  readonly report: Report;
}

const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];

/**
 * Reads all roots from version 1 on: none may be missing, and each must follow from the one before (TUF 5.3), or
 * somebody who trusts an old one can never come to the newest.
 */
export async function lintRoots(
  input: RootsInput,
  ports: RootPorts,
): Promise<ReadonlyMap<number, SignedRole<Root>>> {
  const roots = await readRoots(input, ports);
  for (const [version, root] of roots) {
    const previous = roots.get(version - 1);
    if (root.signed.version !== version) {
      const message = `${version}.root.json holds version ${root.signed.version}`;
      ports.report('version-mismatch', message, { role: 'root' });
    } else if (previous === undefined) {
      lintSignatures('root', { ...ports, trust: keysOf(root.signed, 'root'), document: root });
    } else {
      lintLink(previous.signed, root, ports.report);
    }
  }
  const newest = [...roots.values()].at(-1);
  if (newest !== undefined) lintNewest(newest.signed, ports.report);
  if (input.trustedRoot !== undefined) lintTrusted(input.trustedRoot, roots, ports.report);
  return roots;
}

async function readRoots(
  { known }: RootsInput,
  { fetcher, report }: RootPorts,
): Promise<ReadonlyMap<number, SignedRole<Root>>> {
  const roots = new Map<number, SignedRole<Root>>();
  for (let version = 1; ; version += 1) {
    const path = rolePath('root', version);
    const isBeyond = version > known && version > 1;
    if (isBeyond && (await fetcher.get(path, { maxLength: MAX_BYTES.root })) === undefined) return roots;
    const quiet: Report = (code, message, place) =>
      code === 'metadata-missing'
        ? report('root-missing', `${path} is missing: whoever trusts an older root is stuck`, place)
        : report(code, message, place);
    const wanted = { role: 'root', path, maxLength: MAX_BYTES.root, parse: parseRoot };
    const root = await readMetadata(wanted, { fetcher, report: quiet });
    if (root !== undefined) roots.set(version, root);
  }
}

function lintLink(previous: Root, root: SignedRole<Root>, report: Report): void {
  try {
    verifyNextRoot(previous, root);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    const message = `root v${root.signed.version} does not follow from the one before: ${error.message}`;
    report('root-chain', message, { role: 'root' });
  }
}

function lintNewest(root: Root, report: Report): void {
  const users = ROLES.map((name) => ({ name, ...(root.roles.get(name) ?? { keyIds: [], threshold: 1 }) }));
  lintKeys({ role: 'root', keys: root.keys, users }, report);
  if (!root.consistentSnapshot) {
    report('consistent-snapshot', 'snapshots are not consistent: a publish would break readers', {
      role: 'root',
    });
  }
  const own = new Set(keysOf(root, 'root').keyIds);
  for (const { name, keyIds } of users) {
    const shared = name === 'root' ? undefined : keyIds.find((keyId) => own.has(keyId));
    if (shared !== undefined)
      report('key-shared', `${name} is signed with a key of root: ${shared}`, { role: name });
  }
  if (keysOf(root, 'root').threshold === 1) {
    report('root-threshold', 'one root key alone can replace every other key', { role: 'root' });
  }
}

function lintTrusted(
  trusted: Uint8Array,
  roots: ReadonlyMap<number, SignedRole<Root>>,
  report: Report,
): void {
  const { version } = parseRoot(trusted).signed;
  const stored = roots.get(version)?.bytes;
  if (stored === undefined || Buffer.compare(stored, trusted) === 0) return;
  const message = `the root.json that consumers are given is not what is published as ${version}.root.json`;
  report('root-differs', message, { role: 'root' });
}
