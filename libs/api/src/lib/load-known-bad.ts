import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { parseOsv } from '@ragnos-vault/scanner';
import type { KnownBad } from '@ragnos-vault/scanner';

/** The whole list of one ecosystem is below both. */
const MAX_FILES = 500_000;
const MAX_FILE_SIZE = 256 * 1024 * 1024;

/**
 * Reads lists of known-bad packages: files of OSV records, and folders of such files (`*.json`, with the folders below,
 * in the order of their names).
 *
 * @throws ERR_IO; ERR_KNOWN_BAD_INVALID where one file cannot be understood: none is skipped.
 */
export async function loadKnownBad(places: readonly string[]): Promise<KnownBad> {
  const records: KnownBad[] = [];
  for (const place of places) {
    for (const file of await filesAt(place)) records.push(parseOsv(await readBounded(file), file));
  }
  return records.flat();
}

async function filesAt(place: string): Promise<readonly string[]> {
  const found = await stat(place).catch(rethrow);
  if (!found.isDirectory()) return [place];
  const names = await readdir(place, { recursive: true }).catch(rethrow);
  const files = names.filter((name) => name.endsWith('.json')).toSorted();
  if (files.length === 0) throw invalid(place, 'the folder holds no *.json');
  if (files.length > MAX_FILES) throw invalid(place, `the folder holds more than ${MAX_FILES} files`);
  return files.map((name) => join(place, name));
}

async function readBounded(file: string): Promise<string> {
  const { size } = await stat(file).catch(rethrow);
  if (size > MAX_FILE_SIZE) throw invalid(file, `it has ${size} bytes, more than ${MAX_FILE_SIZE}`);
  return readFile(file, 'utf8').catch(rethrow);
}

function rethrow(cause: unknown): never {
  throw toVaultError(cause);
}

function invalid(file: string, reason: string): VaultError {
  return new VaultError('ERR_KNOWN_BAD_INVALID', `${file} is no list of OSV records: ${reason}`, {
    facts: { file },
  });
}
