import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RepositoryStore } from '@ragnos-vault/metadata';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinRoot } from './root-pin.ts';

let dir: string;
let sim: RepositorySimulator;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pin-'));
  sim = new RepositorySimulator(new Date());
  await sim.publish();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const repository = (): Pick<RepositoryStore, 'read'> => ({
  read: (path) => {
    const bytes = sim.files.get(path);
    return Promise.resolve(bytes === undefined ? undefined : { bytes, etag: '' });
  },
});
const rootOf = (version: number): Uint8Array => sim.files.get(`metadata/${version}.root.json`)!;
const pin = (): Uint8Array => readFileSync(join(dir, 'pinned-root.json'));

/** The next root, with other root keys, signed by those before as well. */
async function rotate(): Promise<void> {
  const before = sim.signers.get('root')!;
  sim.signers.set('root', [newSigner()]);
  sim.root.version += 1;
  sim.trustSigners();
  await sim.publishRoot(before);
}

describe('a pinned root', () => {
  it('accepts a root.json that its own chain leads to, and stays the start of trust', async () => {
    const first = rootOf(1);
    await pinRoot(dir, first, repository());
    await rotate();
    await rotate();
    for (const version of [2, 3])
      expect(Buffer.compare(await pinRoot(dir, rootOf(version), repository()), first)).toBe(0);
    expect(Buffer.compare(pin(), first)).toBe(0);
  });

  it.each([
    [
      'that nobody signed for',
      async () => {
        sim.root.version = 2;
        sim.signers.set('root', [newSigner()]);
        sim.trustSigners();
        await sim.publishRoot();
        return rootOf(2);
      },
    ],
    [
      'that the repository does not hold',
      async () => {
        await rotate();
        const withheld = rootOf(2);
        sim.files.delete('metadata/2.root.json');
        return withheld;
      },
    ],
    [
      'with a byte more than the one in the chain',
      async () => {
        await rotate();
        return Buffer.concat([rootOf(2), Buffer.from('\n')]);
      },
    ],
    [
      'of another repository',
      async () => {
        const other = new RepositorySimulator(new Date());
        await other.publish();
        return other.trustedRoot;
      },
    ],
    ['that is none', () => Promise.resolve(Buffer.from('{}'))],
  ])('refuses a root.json %s, and stays as it was', async (_name, replace) => {
    const first = rootOf(1);
    await pinRoot(dir, first, repository());
    await expect(pinRoot(dir, await replace(), repository())).rejects.toMatchObject({
      code: 'ERR_TUF_ROOT_CHANGED',
    });
    expect(Buffer.compare(pin(), first)).toBe(0);
  });

  it('refuses to go back to a root before the one it pinned', async () => {
    const first = rootOf(1);
    await rotate();
    await pinRoot(dir, rootOf(2), repository());
    await expect(pinRoot(dir, first, repository())).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_CHANGED' });
  });
});
