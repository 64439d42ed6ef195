import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { FORMAT } from '../line.ts';
import { median } from '../statistics.ts';
import type { Result } from './result.ts';

const PLUGINS = 20;
const ROUNDS = 9;
const LIMIT_SECONDS = 0.15;
const COMMAND = resolve(import.meta.dirname, '../../apps/cli/bin/ragnos-vault.js');

/** `install --frozen` of a set that is there already, as a user calls it, beside a Node.js that does nothing at all. */
export async function benchFrozen(folder: string): Promise<readonly Result[]> {
  const vault = async (...args: readonly string[]): Promise<unknown> =>
    promisify(execFile)(process.execPath, [COMMAND, ...args], { cwd: folder });
  await vault('init', '--repo-dir', 'vault', '--key-type', 'ed25519');
  const names = Array.from({ length: PLUGINS }, (_, at) => `@acme/plugin-${at}`);
  const sources: string[] = [];
  for (const name of names) sources.push(await writePlugin(name, folder));
  await vault('publish', ...sources);
  await vault('install', ...names, '--repo', 'vault', '--root', 'vault/root.json');
  const [frozen, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await secondsOf(async () => promisify(execFile)(process.execPath, ['-e', '0'])));
    frozen.push(await secondsOf(() => vault('install', '--frozen')));
  }
  const [ours, node] = [median(frozen), median(bare)];
  return [
    {
      name: `frozen install of ${PLUGINS} plugins with nothing to do`,
      words: `${FORMAT.seconds(ours)}, of which ${FORMAT.seconds(node)} to start and end Node.js`,
      target: `at most ${FORMAT.seconds(LIMIT_SECONDS)} after the start`,
      isMet: ours - node <= LIMIT_SECONDS,
    },
  ];
}

async function writePlugin(name: string, folder: string): Promise<string> {
  const source = join(folder, name);
  await mkdir(join(source, 'lib'), { recursive: true });
  await writeFile(join(source, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'lib/0.js' }));
  for (let file = 0; file < 10; file += 1)
    await writeFile(join(source, `lib/${file}.js`), `exports.value = ${file};\n`.repeat(100));
  return source;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1e3;
}
