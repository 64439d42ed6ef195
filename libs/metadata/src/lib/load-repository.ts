import { VaultError } from '@ragnos-vault/errors';
import { assertMetaFile } from './client/assert-meta-file.ts';
import type { MetaFile, RepositoryState, Root, SignedRole, TopLevelRole } from './documents.ts';
import { metadataPath, TIMESTAMP_PATH } from './layout.ts';
import { parseRoot, parseSnapshot, parseTargets, parseTimestamp } from './parse-role.ts';
import type { RepositoryStore, StoredFile } from './ports.ts';
import { assertSignedBy, keysOf } from './verify-role.ts';

export interface LoadOptions {
  /**
   * Also believe what the root before the newest would: between the second and the third step of a root's
   * publication a publisher may have committed under the old one. For that third step only.
   */
  readonly underPreviousRoot?: boolean;
}

/**
 * Reads the live state of a repository as its publisher needs it: every role proven against the chain of roots
 * that starts at `trustedRoot`, expiry not looked at, because an expired timestamp must not block the publish
 * that would replace it. Delegated roles are read when they are needed, by `openLiveRepository`.
 *
 * @throws ERR_TUF_ROOT_INVALID, ERR_TUF_SIGNATURE, ERR_TUF_METADATA_INVALID, ERR_TUF_MISSING,
 * ERR_TUF_VERSION_MISMATCH, ERR_TUF_LENGTH, ERR_TUF_HASH_MISMATCH.
 */
export async function loadRepository(
  store: RepositoryStore,
  trustedRoot: Uint8Array,
  { underPreviousRoot = false }: LoadOptions = {},
): Promise<RepositoryState> {
  const { root, previous, stored } = await loadEnds(store, trustedRoot);
  const roots = [root.signed, ...(underPreviousRoot && previous !== undefined ? [previous.signed] : [])];
  const timestamp = verified(roots, 'timestamp', parseTimestamp(stored.bytes));
  const snapshot = verified(
    roots,
    'snapshot',
    parseSnapshot(await loadNamed(store, 'snapshot', timestamp.signed.snapshot)),
  );
  assertVersion('snapshot', snapshot.signed.version, timestamp.signed.snapshot.version);
  const meta = snapshot.signed.meta.get('targets') ?? { version: 0 };
  const targets = verified(roots, 'targets', parseTargets(await loadNamed(store, 'targets', meta)));
  assertVersion('targets', targets.signed.version, meta.version);
  return { root, timestamp, snapshot, targets, timestampEtag: stored.etag };
}

/**
 * The newest root and the timestamp, of one state: a root that was published between the two readings is told by the
 * timestamp, and read after all.
 */
async function loadEnds(
  store: RepositoryStore,
  trustedRoot: Uint8Array,
): Promise<NewestRoot & { readonly stored: StoredFile }> {
  const before = await loadNewestRoot(store, trustedRoot);
  const stored = await need(store, TIMESTAMP_PATH);
  const { rootVersion = 0 } = parseTimestamp(stored.bytes).signed;
  if (rootVersion <= before.root.signed.version) return { ...before, stored };
  return { ...(await loadNewestRoot(store, before.root.bytes)), stored };
}

interface NewestRoot {
  readonly root: SignedRole<Root>;
  readonly previous?: SignedRole<Root>;
}

/** The newest root that a chain of valid ones leads to, and the one before it (TUF 5.3). */
export async function loadNewestRoot(store: RepositoryStore, trustedRoot: Uint8Array): Promise<NewestRoot> {
  let root = parseTrustedRoot(trustedRoot);
  let previous: SignedRole<Root> | undefined;
  for (;;) {
    const version = root.signed.version + 1;
    const next = await store.read(metadataPath('root', version));
    if (next === undefined) return { root, ...(previous !== undefined && { previous }) };
    previous = root;
    root = verifyNextRoot(root.signed, parseRoot(next.bytes));
  }
}

/**
 * Proves that a root may follow `current`: signed by a threshold of the keys of both, and its very next version
 * (TUF 5.3.4, 5.3.5).
 *
 * @throws ERR_TUF_SIGNATURE, ERR_TUF_VERSION_MISMATCH
 */
export function verifyNextRoot(current: Root, next: SignedRole<Root>): SignedRole<Root> {
  assertSignedBy(keysOf(current, 'root'), 'root', next);
  assertSignedBy(keysOf(next.signed, 'root'), 'root', next);
  assertVersion('root', next.signed.version, current.version + 1);
  return next;
}

/**
 * Reads a root that somebody hands us as the start of trust.
 *
 * @throws ERR_TUF_ROOT_INVALID if it is no root, or not signed by its own keys.
 */
export function parseTrustedRoot(bytes: Uint8Array): SignedRole<Root> {
  try {
    const root = parseRoot(bytes);
    assertSignedBy(keysOf(root.signed, 'root'), 'root', root);
    return root;
  } catch (cause) {
    throw new VaultError('ERR_TUF_ROOT_INVALID', 'the trusted root is not valid root metadata', { cause });
  }
}

/** The bytes of a role's version, equal to what the role above says of them; their signatures are not verified yet. */
export async function loadNamed(store: RepositoryStore, role: string, meta: MetaFile): Promise<Uint8Array> {
  const { bytes } = await need(store, metadataPath(role, meta.version));
  const { length, hashes = new Map<string, string>() } = meta;
  assertMetaFile(role, { length, hashes: Object.fromEntries(hashes) }, bytes);
  return bytes;
}

/** @throws ERR_TUF_VERSION_MISMATCH */
export function assertVersion(role: string, version: number, expected: number): void {
  if (version === expected) return;
  throw new VaultError('ERR_TUF_VERSION_MISMATCH', `${role} v${version} stands where v${expected} should`, {
    facts: { role, version, expected },
  });
}

function verified<T>(roots: readonly Root[], role: TopLevelRole, document: SignedRole<T>): SignedRole<T> {
  const [newest, previous] = roots;
  if (newest === undefined) throw new VaultError('ERR_INTERNAL', 'a repository without a root');
  try {
    assertSignedBy(keysOf(newest, role), role, document);
  } catch (error) {
    if (previous === undefined) throw error;
    assertSignedBy(keysOf(previous, role), role, document);
  }
  return document;
}

async function need(store: RepositoryStore, path: string): Promise<StoredFile> {
  const file = await store.read(path);
  if (file !== undefined) return file;
  throw new VaultError('ERR_TUF_MISSING', `the repository lacks ${path}`, { facts: { path } });
}
