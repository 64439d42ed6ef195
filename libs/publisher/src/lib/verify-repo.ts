import { keysOf, parseRoot, parseSnapshot, parseTimestamp, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { Fetcher, Root, SignedRole, Snapshot, Timestamp } from '@ragnos-vault/metadata';
import { lintFiles } from './lint-files.ts';
import { collectFindings, type Finding, type Report } from './lint-finding.ts';
import { lintFreshness } from './lint-freshness.ts';
import { isReadable, lintIndexes } from './lint-indexes.ts';
import { lintSignatures } from './lint-keys.ts';
import { MAX_BYTES, readMetadata, rolePath } from './lint-read.ts';
import { lintNamed, lintRoles, type LintedRole } from './lint-roles.ts';
import { lintRoots } from './lint-roots.ts';
import { lintTargets, type FoundTarget } from './lint-targets.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { runWalks, type WalkReport } from './run-walks.ts';
import type { Walk } from './walk-repository.ts';

export interface VerifyInput {
  readonly now: Date;
  /** Of the vault, where it is at hand: its signing windows and lifetimes. */
  readonly config?: VaultConfig;
  /** The root.json that consumers are given; the walk starts there and at root 1. */
  readonly trustedRoot?: Uint8Array;
}

export interface VerifyPorts {
  readonly fetcher: Fetcher;
  /** The walk of a stock tuf-js. */
  readonly stockWalk: Walk;
}

export interface VerifyReport {
  /** `faulty`: there is a finding of severity `error`. */
  readonly status: 'sound' | 'faulty';
  readonly roots: number;
  readonly roles: number;
  readonly targets: number;
  /** Of all targets. */
  readonly targetBytes: number;
  /** The metadata file that costs a consumer most, of those that delegate or list. */
  readonly largestRole?: { readonly role: string; readonly bytes: number; readonly targets: number };
  readonly findings: readonly Finding[];
  readonly walks: readonly WalkReport[];
}

/**
 * Looks at everything that a repository publishes as the strictest of its consumers would, and walks it with two
 * clients. Nothing is written; what is wrong is reported, not thrown.
 *
 * @throws ERR_FETCH_FAILED, ERR_FETCH_REFUSED where the repository cannot be read.
 */
export async function verifyRepo(input: VerifyInput, ports: VerifyPorts): Promise<VerifyReport> {
  const { findings, report } = collectFindings();
  const { fetcher } = ports;
  const timestamp = await readMetadata(
    { role: 'timestamp', path: TIMESTAMP_PATH, maxLength: MAX_BYTES.timestamp, parse: parseTimestamp },
    { fetcher, report },
  );
  const known = Math.max(timestamp?.signed.rootVersion ?? 1, trustedVersion(input));
  const roots = await lintRoots({ ...input, known }, { fetcher, report });
  const root = [...roots.values()].at(-1);
  const facts = { roots: roots.size, roles: 0, targets: 0, targetBytes: 0, walks: [] };
  if (timestamp === undefined || root === undefined) return { ...facts, findings, status: 'faulty' };
  const lint = { ...input, fetcher, report };
  const snapshot = await lintTop({ root, timestamp }, lint);
  if (snapshot === undefined) return { ...facts, findings, status: 'faulty' };
  const roles = await lintRoles(
    { ...input, root: root.signed, snapshot: snapshot.signed },
    { fetcher, report },
  );
  const targets = lintTargets(roles, report);
  const files = await lintFiles([...targets.values()], isReadable, { fetcher, report });
  lintIndexes({ targets, kept: files.kept }, report);
  const walks = await runWalks(
    { ...input, roots, timestamp, snapshot, roles, targets },
    { ...ports, report },
  );
  return {
    status: findings.some(({ severity }) => severity === 'error') ? 'faulty' : 'sound',
    ...countOf(roles, targets),
    roots: roots.size,
    targetBytes: files.bytes,
    findings,
    walks,
  };
}

interface LintInput extends VerifyInput {
  readonly fetcher: Fetcher;
  readonly report: Report;
}

/** Lints timestamp and snapshot, and says what the snapshot is. */
async function lintTop(
  { root, timestamp }: { readonly root: SignedRole<Root>; readonly timestamp: SignedRole<Timestamp> },
  { now, config, fetcher, report }: LintInput,
): Promise<SignedRole<Snapshot> | undefined> {
  const { snapshot: meta, rootVersion = 1 } = timestamp.signed;
  const freshness = { now, config, report };
  lintFreshness({ role: 'root', expires: root.signed.expires }, freshness);
  lintFreshness({ role: 'timestamp', expires: timestamp.signed.expires }, freshness);
  lintSignatures('timestamp', { trust: keysOf(root.signed, 'timestamp'), document: timestamp, report });
  if (rootVersion < root.signed.version)
    report('root-pending', `the publication of root v${root.signed.version} was cut short`, {
      role: 'timestamp',
    });
  if (meta.length === undefined || meta.hashes === undefined)
    report('snapshot-unproven', 'names no length or no digest of snapshot', { role: 'timestamp' });
  const path = rolePath('snapshot', meta.version);
  const snapshot = await readMetadata(
    { role: 'snapshot', path, maxLength: MAX_BYTES.snapshot, parse: parseSnapshot },
    { fetcher, report },
  );
  if (snapshot === undefined) return undefined;
  lintNamed('snapshot', { meta, document: snapshot, report });
  lintFreshness({ role: 'snapshot', expires: snapshot.signed.expires }, freshness);
  lintSignatures('snapshot', { trust: keysOf(root.signed, 'snapshot'), document: snapshot, report });
  return snapshot;
}

function trustedVersion({ trustedRoot }: VerifyInput): number {
  return trustedRoot === undefined ? 1 : parseRoot(trustedRoot).signed.version;
}

function countOf(
  roles: ReadonlyMap<string, LintedRole>,
  targets: ReadonlyMap<string, FoundTarget>,
): Pick<VerifyReport, 'roles' | 'targets' | 'largestRole'> {
  const [largest] = [...roles.values()]
    .map(({ role, document }) => ({
      role,
      bytes: document.bytes.length,
      targets: document.signed.targets.size,
    }))
    .sort((a, b) => b.bytes - a.bytes);
  return {
    roles: roles.size + 3,
    targets: targets.size,
    ...(largest !== undefined && { largestRole: largest }),
  };
}
