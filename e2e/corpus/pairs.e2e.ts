// Consecutive releases of real packages: what the second one has that the first had not is told, and blocks none of them.
// Run as `node e2e/corpus/pairs.e2e.ts`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { scanSource } from '@ragnos-vault/api';
import { runTally, type Tally } from './tally.ts';

const PAIRS: readonly (readonly [name: string, before: string, now: string])[] = [
  ['axios', '1.7.8', '1.7.9'],
  ['chalk', '5.3.0', '5.4.1'],
  ['commander', '12.1.0', '13.0.0'],
  ['debug', '4.3.7', '4.4.0'],
  ['dotenv', '16.4.5', '16.4.7'],
  ['esbuild', '0.24.0', '0.24.1'],
  ['express', '4.21.1', '4.21.2'],
  ['semver', '7.6.2', '7.6.3'],
  ['undici', '6.20.1', '6.21.0'],
  ['ws', '8.17.1', '8.18.0'],
];

await runTally(async (tally) => {
  const folder = await mkdtemp(join(tmpdir(), 'ragnos-vault-pairs-'));
  try {
    for (const pair of PAIRS) await checkPair(pair, { tally, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function checkPair(
  [name, before, now]: (typeof PAIRS)[number],
  { tally, folder }: { readonly tally: Tally; readonly folder: string },
): Promise<void> {
  await tally.check(`${name} ${before} to ${now}`, async () => {
    const previous = await fetchRelease(`${name}@${before}`, folder);
    const source = await fetchRelease(`${name}@${now}`, folder);
    const { verdict, findings } = await scanSource({ source, previous, now: new Date() });
    assert.equal(verdict, 'pass');
    const changes = findings.filter(({ rule }) => rule.startsWith('DIF-'));
    return changes.map(({ severity, message }) => `${severity}: ${message}`).join('; ');
  });
}

async function fetchRelease(spec: string, folder: string): Promise<string> {
  const args = ['pack', spec, '--silent', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await promisify(execFile)('npm', args, { shell: process.platform === 'win32' });
  return join(folder, stdout.trim());
}
