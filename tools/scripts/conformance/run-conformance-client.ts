import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { openMetadataCache, openTrustedClient } from '@ragnos-vault/metadata';
import type { TrustedClient } from '@ragnos-vault/metadata';
import { baseFetcher } from './base-fetcher.ts';
import { newestRootCache, ROOT_FILE } from './newest-root-cache.ts';
import { parseArguments, type Command } from './parse-arguments.ts';
import { saveTarget } from './save-target.ts';

/**
 * Runs one command of the conformance protocol with our own trusted client.
 *
 * The protocol has one root: the one that `init` was given, or a newer one that a refresh has proven since. Both lie
 * in the metadata folder as root.json, which is what the client is told to trust. Our product keeps the two apart.
 *
 * @throws a VaultError, as the trusted client does
 */
export async function runConformanceClient(argv: readonly string[], now: Date): Promise<void> {
  const command = parseArguments(argv);
  if (command.name === 'init') return init(command);
  const client = await openClient(command, now);
  await client.refresh();
  if (command.name === 'download') await downloadAll(command, client);
}

type CommandNamed<Name extends Command['name']> = Extract<Command, { readonly name: Name }>;

async function init({ metadataDir, trustedRoot }: CommandNamed<'init'>): Promise<void> {
  const bytes = await readFile(trustedRoot);
  await mkdir(metadataDir, { recursive: true });
  await openMetadataCache(metadataDir).write(ROOT_FILE, bytes);
}

async function openClient(
  command: CommandNamed<'refresh'> | CommandNamed<'download'>,
  now: Date,
): Promise<TrustedClient> {
  const trustedRoot = await readFile(join(command.metadataDir, ROOT_FILE));
  const targetsUrl = command.name === 'download' ? command.targetBaseUrl : undefined;
  const fetcher = baseFetcher(command.metadataUrl, targetsUrl);
  const cache = newestRootCache(openMetadataCache(command.metadataDir));
  // The runner sets the clock of each command, and wants no files but metadata.
  return openTrustedClient({ trustedRoot, now, ignoresClock: true }, { fetcher, cache });
}

/** In the order asked for; the first failure ends it, and what was downloaded before stays. */
async function downloadAll(command: CommandNamed<'download'>, client: TrustedClient): Promise<void> {
  for (const path of command.targetNames) {
    const target = await client.findTarget(path);
    if (target === undefined)
      throw new VaultError('ERR_TARGET_NOT_FOUND', `no trusted target: ${path}`, { facts: { path } });
    await saveTarget(target, command.targetDir, client);
  }
}
