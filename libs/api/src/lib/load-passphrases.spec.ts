import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPassphrases, requirePassphrases } from './load-passphrases.ts';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'passphrases-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const ENV = { TUF_TARGETS_PASSPHRASE: 'of targets', TUF_SNAPSHOT_PASSPHRASE: '' };

describe('loadPassphrases', () => {
  it('reads the variable of each role, and takes an empty one as none', async () => {
    const passphrases = await loadPassphrases(undefined, ENV);
    expect(await Promise.all([passphrases('targets'), passphrases('snapshot'), passphrases('root')])).toEqual(
      ['of targets', undefined, undefined],
    );
  });

  it.each([
    ['secret\n', 'secret'],
    ['secret\r\n', 'secret'],
    ['secret', 'secret'],
    [' two words \nand a second line', ' two words '],
  ])('reads %j from a file as %j, for every role', async (content, passphrase) => {
    writeFileSync(join(dir, 'pass'), content);
    const passphrases = await loadPassphrases(join(dir, 'pass'), ENV);
    expect(await Promise.all([passphrases('targets'), passphrases('root')])).toEqual([
      passphrase,
      passphrase,
    ]);
  });

  it('refuses an empty file, and one that is not there, rather than fall back', async () => {
    writeFileSync(join(dir, 'empty'), '\n');
    await expect(loadPassphrases(join(dir, 'empty'), ENV)).rejects.toMatchObject({
      code: 'ERR_PASSPHRASE',
    });
    await expect(loadPassphrases(join(dir, 'nope'), ENV)).rejects.toMatchObject({
      code: 'ERR_IO',
    });
  });
});

describe('requirePassphrases', () => {
  it('names the variable that is not set', async () => {
    const passphrases = requirePassphrases(await loadPassphrases(undefined, ENV));
    await expect(passphrases('targets')).resolves.toBe('of targets');
    await expect(passphrases('timestamp')).rejects.toMatchObject({
      code: 'ERR_PASSPHRASE',
      facts: { role: 'timestamp', variable: 'TUF_TIMESTAMP_PASSPHRASE' },
    });
  });
});
