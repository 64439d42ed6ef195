// Our store as a program: `unpack-by-us.ts ARCHIVE SHA256 MANIFEST FOLDER [activate]` verifies an archive while it comes,
// unpacks it, hashes every file, and prints what that cost; with `activate` the set is made durable and live too.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { DEFAULT_LIMITS, parseFileManifest } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { openPluginStore } from '@ragnos-vault/storage';
import { measure, printSample } from '../measure.ts';

const [path = '', sha256 = '', manifestFile = '', folder = '', activate] = process.argv.slice(2);
const manifest = readFileSync(manifestFile);
const expected = parseFileManifest(manifest);
const plugin = {
  name: '@acme/bench',
  vendor: 'acme',
  shortName: 'bench',
  version: '1.0.0',
  targetPath: 'plugins/acme/bench/1.0.0/bench-1.0.0.tgz',
  sha256,
  length: statSync(path).size,
  manifest: sha256Hex(manifest),
};
const store = openPluginStore(folder);
await store.withLock('bench', async () => {
  printSample(
    await measure(async () => {
      const archive = await store.stage(verified());
      await store.unpack({ archive, plugin, expected, limits: DEFAULT_LIMITS });
      await archive.dispose();
      if (activate !== undefined) await store.activate(setOf());
    }),
  );
});

async function* verified(): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    if (!(chunk instanceof Uint8Array)) continue;
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new Error('not the archive that was signed');
}

function setOf() {
  const root = { version: 1, sha256: 'a'.repeat(64) };
  return { createdAt: new Date().toISOString(), repository: 'bench', root, plugins: [plugin] };
}
