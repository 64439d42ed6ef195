// Writes dist/, the bundles of the two actions; with `--check` it only says which files are stale, and fails.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { bundleActions } from './actions/bundle-actions.ts';

const root = resolve(import.meta.dirname, '../..');
const dist = join(root, 'dist');
const fresh = await bundleActions(root);
const present = await filesBelow(dist);

const stale: string[] = [];
for (const path of new Set([...fresh.keys(), ...present])) {
  const before = await readFile(join(dist, path)).catch(() => undefined);
  const bytes = fresh.get(path);
  if (before !== undefined && bytes !== undefined && before.equals(bytes)) continue;
  stale.push(path);
  if (process.argv.includes('--check')) continue;
  if (bytes === undefined) await rm(join(dist, path));
  else
    await mkdir(dirname(join(dist, path)), { recursive: true }).then(() =>
      writeFile(join(dist, path), bytes),
    );
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(`stale in dist/: ${stale.join(', ')}; run \`npm run build:actions\`\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`dist/ is fresh: ${fresh.size} files, ${stale.length} written\n`);
}

async function filesBelow(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(dir, join(parentPath, name)));
}
