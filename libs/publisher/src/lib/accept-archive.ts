import type { ArchiveLimits } from '@ragnos-vault/archive';
import { encodeCanonicalJson } from '@ragnos-vault/crypto';
import type { JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import {
  encodePluginCustom,
  parsePluginCustom,
  parseTargetPath,
  signingRoleOf,
} from '@ragnos-vault/metadata';
import type { KnownBad, Policy, Scanner } from '@ragnos-vault/scanner';
import { MAX_CLOCK_SKEW_MS } from './accept-roles.ts';
import type { TargetChange } from './accept-targets.ts';
import type { AcceptView } from './accept-view.ts';
import { preparePlugin, type PreparedPlugin, type PrepareInput } from './prepare-plugin.ts';
import { refusedSubmission } from './submission-error.ts';

export interface AcceptArchiveInput {
  readonly policy: Policy;
  readonly knownBad?: KnownBad;
  readonly limits: ArchiveLimits;
  readonly now: Date;
  readonly scanner: Scanner;
  readonly previousOf: PrepareInput['previousOf'];
  /** The ids of the keys that have signed the submitted role. */
  readonly signers: readonly string[];
}

/**
 * Reads and scans a submitted archive again, under the operator's policy, and holds what was signed of it against what
 * it is.
 *
 * @throws ERR_ARCHIVE_*, ERR_MANIFEST_*, ERR_SCAN_*, ERR_TARGET_PATH, ERR_SUBMISSION_INVALID
 */
export async function admitArchive(
  { path, target }: TargetChange,
  archive: Uint8Array,
  input: AcceptArchiveInput,
): Promise<PreparedPlugin> {
  const plugin = await preparePlugin({ ...input, archive, targetPath: parseTargetPath(path) });
  const { name, version, manifest, files, unpackedSize } = plugin;
  const claimed = parsePluginCustom(target.custom);
  const { publishedAt = '' } = claimed ?? {};
  const custom = encodePluginCustom({ name, version, manifest, files, unpackedSize, publishedAt });
  if (target.custom === undefined || !isSame(custom, target.custom)) {
    throw new VaultError('ERR_MANIFEST_MISMATCH', `custom is not that of the archive: ${path}`, {
      facts: { path },
    });
  }
  assertTime(publishedAt, path, input.now);
  return plugin;
}

/**
 * A vendor signs plugins of its own name only, wherever among its files they lie.
 *
 * @throws ERR_SUBMISSION_INVALID
 */
export async function assertOwned(
  { name, indexPath }: PreparedPlugin,
  role: string,
  view: AcceptView,
): Promise<void> {
  const owner = signingRoleOf(await view.holderOf(indexPath));
  if (owner !== signingRoleOf(role))
    throw refusedSubmission('holds a plugin of somebody else', { role, name });
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return Buffer.compare(encodeCanonicalJson(a), encodeCanonicalJson(b)) === 0;
}

function assertTime(text: string, path: string, now: Date): void {
  const time = new Date(text);
  const isTime = !Number.isNaN(time.getTime()) && time.toISOString() === text;
  if (isTime && time.getTime() <= now.getTime() + MAX_CLOCK_SKEW_MS) return;
  throw refusedSubmission('has no possible time of publication', { path, publishedAt: text });
}
