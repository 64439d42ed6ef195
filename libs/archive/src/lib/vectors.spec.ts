import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inChunks } from '@ragnos-vault/testing';
// The vectors are data that other implementations may read as well, no project of the workspace.
// eslint-disable-next-line @nx/enforce-module-boundaries
import { makeIndex, makeVectors, type ArchiveVector } from '../../../../vectors/archives/make.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { readArchive } from './read-archive.ts';

const folder = new URL('../../../../vectors/archives/', import.meta.url);
const bytesOf = (name: string): Buffer => readFileSync(new URL(`${name}.tgz`, folder));
const vectors = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as Omit<
  ArchiveVector,
  'bytes'
>[];

interface Seen {
  readonly announced: string[];
  readonly delivered: string[];
  readonly code: string | null;
  readonly rule: string | null;
}

async function see(bytes: Uint8Array, chunk: number): Promise<Seen> {
  const announced: string[] = [];
  const delivered: string[] = [];
  try {
    await readArchive(inChunks(bytes, chunk), {
      limits: DEFAULT_LIMITS,
      onMember: ({ path }) => {
        announced.push(path);
        return () => {
          if (!delivered.includes(path)) delivered.push(path);
        };
      },
    });
    return { announced, delivered, code: null, rule: null };
  } catch (error) {
    const { code, facts } = error as { code: string; facts: { rule: string } };
    return { announced, delivered, code, rule: facts.rule };
  }
}

describe('the archive vectors', () => {
  it('hold at least twenty hostile archives of each kind of answer together', () => {
    const codes = new Set(vectors.map(({ code }) => code));
    expect(vectors.filter(({ code }) => code !== null).length).toBeGreaterThan(100);
    expect([...codes].sort()).toEqual([
      'ERR_ARCHIVE_COLLISION',
      'ERR_ARCHIVE_FORMAT',
      'ERR_ARCHIVE_LIMIT',
      'ERR_ARCHIVE_PATH',
      'ERR_ARCHIVE_TYPE',
      null,
    ]);
  });

  it('are committed exactly as make.ts makes them, and no other file is', () => {
    const made = makeVectors();
    expect(readFileSync(new URL('index.json', folder), 'utf8')).toBe(makeIndex());
    for (const { name, bytes } of made) expect([name, bytesOf(name).equals(bytes)]).toEqual([name, true]);
    expect(readdirSync(folder).sort()).toEqual(
      [...made.map(({ name }) => `${name}.tgz`), 'index.json', 'make.ts'].sort(),
    );
  });

  it.each(vectors)('$name -> $code, and the offending member is never announced', async (vector) => {
    const bytes = bytesOf(vector.name);
    for (const chunk of [bytes.length + 1, 7]) {
      const { announced, delivered, code, rule } = await see(bytes, chunk);
      expect({ announced, code, rule }).toEqual({
        announced: vector.members,
        code: vector.code,
        rule: vector.rule,
      });
      expect(vector.members).toEqual(expect.arrayContaining(delivered));
    }
  });
});
