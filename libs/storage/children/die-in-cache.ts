// Dies as kill -9 leaves a process: in the middle of a change of the cache, with its lock held.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSharedCache } from '../src/lib/open-shared-cache.ts';

const [, , cacheDir = ''] = process.argv;

await openSharedCache(cacheDir).exclusive(() => {
  writeFileSync(join(cacheDir, 'timestamp.json.0.tmp'), '{"sig');
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
});
