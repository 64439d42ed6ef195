// Opens the live set again and again, and reads a file of each plugin: all must be of one version.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPlugins } from '../src/lib/open-plugins.ts';

const [, , pluginsDir = ''] = process.argv;
let [reads, mixed, isOver] = [0, 0, false];
process.stdin.once('data', () => (isOver = true));
process.stdout.write('ready\n');

while (!isOver) {
  const opened = await openPlugins(pluginsDir);
  const versions = opened.plugins.map(({ path }) =>
    readFileSync(join(path, 'package.json'), 'utf8').slice(-8),
  );
  if (new Set(versions).size !== 1) mixed += 1;
  reads += 1;
  await opened.close();
  await new Promise(setImmediate);
}
process.stdin.destroy();
process.stdout.write(`${reads} ${mixed}\n`);
