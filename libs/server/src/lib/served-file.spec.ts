import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeVaultFolder, type VaultFolder } from '../../spec/vault-folder.ts';
import { createFileSource } from './served-file.ts';
import type { ServedPath } from './served-path.ts';

describe('createFileSource', () => {
  let folder: VaultFolder;
  beforeEach(async () => {
    folder = await makeVaultFolder();
  });
  afterEach(() => folder.remove());

  const timestamp: ServedPath = { folder: 'metadata', segments: ['timestamp.json'] };

  it('never remembers a file so young that its next content could bear the same times', async () => {
    const files = createFileSource(folder.repositoryDir);
    const first = await files.open(timestamp);
    const second = await files.open(timestamp);
    expect(second?.content).toEqual(first?.content);
    expect(second?.content).not.toBe(first?.content);
  });

  it('remembers a file that has settled, and forgets it when it changes', async () => {
    const files = createFileSource(folder.repositoryDir);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const first = await files.open(timestamp);
    const second = await files.open(timestamp);
    expect(second?.content).toBe(first?.content);
    await folder.write('metadata/timestamp.json', '{"version":2}');
    expect((await files.open(timestamp))?.content).toEqual(new TextEncoder().encode('{"version":2}'));
  });
});
