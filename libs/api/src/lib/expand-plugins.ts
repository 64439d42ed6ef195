import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { resolve } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';

const GLOB = /[*?[\]{}()!]/;

/**
 * The folders and archives that patterns name, from a folder on: absolute, each once, the matches of a glob sorted. A
 * name that exists as it is written is never read as a glob.
 *
 * @throws ERR_PLUGIN_SOURCE where a glob matches nothing.
 */
export async function expandPlugins(patterns: readonly string[], from: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    for (const path of await expand(pattern, from)) found.add(path);
  }
  return [...found];
}

async function expand(pattern: string, from: string): Promise<readonly string[]> {
  const path = resolve(from, pattern);
  if (!GLOB.test(pattern) || existsSync(path)) return [path];
  const matches: string[] = [];
  for await (const match of glob(pattern, { cwd: from })) matches.push(resolve(from, match));
  if (matches.length > 0) return matches.sort();
  throw new VaultError('ERR_PLUGIN_SOURCE', `no folder or archive matches ${pattern}`, {
    facts: { pattern },
  });
}
