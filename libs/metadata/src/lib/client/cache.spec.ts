import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMetadataCache } from './cache.ts';

describe('the metadata cache', () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'cache-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('keeps whole files in a private folder and leaves no temporary one', async () => {
    const cache = openMetadataCache(join(dir, 'trust'));
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => cache.write('timestamp.json', Buffer.alloc(10_000, at))),
    );
    const bytes = await cache.read('timestamp.json');
    expect(new Set(bytes).size).toBe(1);
    expect(readdirSync(join(dir, 'trust'))).toEqual(['timestamp.json']);
    if (process.platform !== 'win32') expect(statSync(join(dir, 'trust')).mode & 0o777).toBe(0o700);
  });

  it('has nothing where nothing was written, and forgets what is removed', async () => {
    const cache = openMetadataCache(dir);
    expect(await cache.read('snapshot.json')).toBeUndefined();
    await cache.write('snapshot.json', Buffer.from('x'));
    await cache.remove('snapshot.json');
    expect(await cache.read('snapshot.json')).toBeUndefined();
  });
});
