import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { RepositoryState, Root, SignedRole, TopLevelRole } from './documents.ts';
import { metadataPath, TIMESTAMP_PATH } from './layout.ts';
import { parseRoot, parseSnapshot, parseTargets, parseTimestamp } from './parse-role.ts';
import type { RepositoryStore, StoredFile } from './ports.ts';
import { assertSignedBy } from './verify-role.ts';

/**
 * Reads the live state of a repository as its publisher needs it: every role proven against the chain of roots
 * that starts at `trustedRoot`, expiry not looked at, because an expired timestamp must not block the publish
 * that would replace it.
 *
 * @throws ERR_TUF_ROOT_INVALID, ERR_TUF_SIGNATURE, ERR_TUF_METADATA_INVALID, ERR_TUF_MISSING,
 * ERR_TUF_VERSION_MISMATCH, ERR_TUF_HASH_MISMATCH.
 */
export async function loadRepository(
  store: RepositoryStore,
  trustedRoot: Uint8Array,
): Promise<RepositoryState> {
  const root = await loadNewestRoot(store, trustedRoot);
  const stored = await need(store, TIMESTAMP_PATH);
  const timestamp = verified(root.signed, 'timestamp', parseTimestamp(stored.bytes));

  const meta = timestamp.signed.snapshot;
  const snapshotBytes = (await need(store, metadataPath('snapshot', meta.version))).bytes;
  const expected = meta.hashes?.get('sha256');
  if (expected !== undefined && sha256Hex(snapshotBytes) !== expected) {
    throw new VaultError('ERR_TUF_HASH_MISMATCH', 'snapshot is not the one that timestamp names', {
      facts: { role: 'snapshot' },
    });
  }
  const snapshot = verified(root.signed, 'snapshot', parseSnapshot(snapshotBytes));
  assertVersion('snapshot', snapshot.signed.version, meta.version);

  const targetsVersion = snapshot.signed.meta.get('targets')?.version ?? 0;
  const targets = verified(
    root.signed,
    'targets',
    parseTargets((await need(store, metadataPath('targets', targetsVersion))).bytes),
  );
  assertVersion('targets', targets.signed.version, targetsVersion);
  return { root, timestamp, snapshot, targets, timestampEtag: stored.etag };
}

// TUF 5.3: each root is signed by a threshold of the keys of the one before it, and by its own.
async function loadNewestRoot(store: RepositoryStore, trustedRoot: Uint8Array): Promise<SignedRole<Root>> {
  let root = parseTrustedRoot(trustedRoot);
  for (;;) {
    const version = root.signed.version + 1;
    const next = await store.read(metadataPath('root', version));
    if (next === undefined) return root;
    const newer = parseRoot(next.bytes);
    assertSignedBy(root.signed, 'root', newer);
    assertSignedBy(newer.signed, 'root', newer);
    assertVersion('root', newer.signed.version, version);
    root = newer;
  }
}

/**
 * Reads a root that somebody hands us as the start of trust.
 *
 * @throws ERR_TUF_ROOT_INVALID if it is no root, or not signed by its own keys.
 */
export function parseTrustedRoot(bytes: Uint8Array): SignedRole<Root> {
  try {
    const root = parseRoot(bytes);
    assertSignedBy(root.signed, 'root', root);
    return root;
  } catch (cause) {
    throw new VaultError('ERR_TUF_ROOT_INVALID', 'the trusted root is not valid root metadata', { cause });
  }
}

function verified<T>(root: Root, role: TopLevelRole, document: SignedRole<T>): SignedRole<T> {
  assertSignedBy(root, role, document);
  return document;
}

function assertVersion(role: string, version: number, expected: number): void {
  if (version === expected) return;
  throw new VaultError('ERR_TUF_VERSION_MISMATCH', `${role} v${version} stands where v${expected} should`, {
    facts: { role, version, expected },
  });
}

async function need(store: RepositoryStore, path: string): Promise<StoredFile> {
  const file = await store.read(path);
  if (file !== undefined) return file;
  throw new VaultError('ERR_TUF_MISSING', `the repository lacks ${path}`, { facts: { path } });
}
