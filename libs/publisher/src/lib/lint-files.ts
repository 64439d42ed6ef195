import { createHash } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { storedTargetPath } from '@ragnos-vault/metadata';
import type { TargetFile } from '@ragnos-vault/metadata';
import { inParallel } from './in-parallel.ts';
import type { LintPorts } from './lint-roles.ts';
import type { FoundTarget } from './lint-targets.ts';

export interface LintedFiles {
  /** Bytes of all targets. */
  readonly bytes: number;
  /** The content of those that were asked for, by target path; none that did not verify. */
  readonly kept: ReadonlyMap<string, Uint8Array>;
}

const ALGORITHMS = ['sha256', 'sha384', 'sha512'];

/** Reads every target file: it must be there, with its length and each of its digests. @throws ERR_FETCH_FAILED */
export async function lintFiles(
  targets: readonly FoundTarget[],
  isKept: (path: string) => boolean,
  ports: LintPorts,
): Promise<LintedFiles> {
  const kept = new Map<string, Uint8Array>();
  let bytes = 0;
  await inParallel(targets, async (found) => {
    const chunks = await lintFile(found, isKept(found.path), ports);
    bytes += found.target.length;
    if (chunks !== undefined) kept.set(found.path, Buffer.concat(chunks));
  });
  return { bytes, kept };
}

async function lintFile(
  { path, role, target }: FoundTarget,
  keeps: boolean,
  { fetcher, report }: LintPorts,
): Promise<readonly Uint8Array[] | undefined> {
  const place = { role, path };
  try {
    const stream = await fetcher.get(storedTargetPath(path, target), { maxLength: target.length });
    if (stream === undefined) {
      report('target-missing', `there is no ${storedTargetPath(path, target)}`, place);
      return undefined;
    }
    const { length, wrong, chunks } = await digest(stream, target, keeps);
    if (length !== target.length)
      report('target-length', `has ${length} bytes, not the signed ${target.length}`, place);
    else if (wrong !== undefined) report('target-hash', `does not have its signed ${wrong}`, place);
    else return keeps ? chunks : undefined;
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== 'ERR_TUF_LENGTH') throw error;
    report('target-length', `has more bytes than the signed ${target.length}`, place);
  }
  return undefined;
}

async function digest(
  stream: AsyncIterable<Uint8Array>,
  { hashes }: TargetFile,
  keeps: boolean,
): Promise<{
  readonly length: number;
  readonly wrong: string | undefined;
  readonly chunks: readonly Uint8Array[];
}> {
  const digests = [...hashes.keys()]
    .filter((algorithm) => ALGORITHMS.includes(algorithm))
    .map((algorithm) => [algorithm, createHash(algorithm)] as const);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    for (const [, hash] of digests) hash.update(chunk);
    if (keeps) chunks.push(chunk);
  }
  const wrong = digests.find(([algorithm, hash]) => hash.digest('hex') !== hashes.get(algorithm));
  return { length, wrong: wrong?.[0], chunks };
}
