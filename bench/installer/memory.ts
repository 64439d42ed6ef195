import { join } from 'node:path';
import { initVault, publishPlugins } from '@ragnos-vault/api';
import { FORMAT } from '../line.ts';
import { parseSamples } from '../parse-sample.ts';
import { runWithin } from '../run-program.ts';
import type { Result } from './result.ts';
import { packTree, TREES } from './trees.ts';

const LIMIT_BYTES = 128e6;
const PATIENCE_MS = 900_000;

/** The most memory that an install of an archive with 1 GB of files ever holds, Node.js itself included. */
export async function benchMemory(folder: string): Promise<readonly Result[]> {
  const repoDir = join(folder, 'vault');
  const { archive } = await packTree(TREES.gigabyte, folder);
  const now = new Date();
  await initVault({ repoDir, keyType: 'ed25519', threshold: 1, now });
  const passphrase = () => Promise.reject(new Error('the keys are not encrypted'));
  await publishPlugins({ repoDir, plugins: [archive], now, env: {}, passphrase });
  const script = join(import.meta.dirname, 'install-by-us.ts');
  const command = [process.execPath, script, repoDir, join(folder, 'plugins')] as const;
  const [sample] = parseSamples((await runWithin(PATIENCE_MS, command)) ?? '');
  const { seconds = NaN, peakBytes = NaN } = sample ?? {};
  return [
    {
      name: 'memory of an install of 1 GB',
      words: `${FORMAT.bytes(peakBytes)} at most, in ${FORMAT.seconds(seconds)}`,
      target: `at most ${FORMAT.bytes(LIMIT_BYTES)}`,
      isMet: peakBytes <= LIMIT_BYTES,
    },
  ];
}
