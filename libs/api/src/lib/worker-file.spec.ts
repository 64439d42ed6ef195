import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { workerFile } from './worker-file.ts';

describe('workerFile', () => {
  it.each(['.ts', '.cjs', '.js'])('is beside a module, with its extension %s', (extension) => {
    const dir = join(import.meta.dirname, 'a folder');
    const url = pathToFileURL(join(dir, `index${extension}`)).href;
    expect(workerFile('scan-worker', url)).toBe(join(dir, `scan-worker${extension}`));
  });
});
