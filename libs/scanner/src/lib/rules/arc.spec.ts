import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { collectFiles, DEFAULT_LIMITS } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import { inChunks } from '@ragnos-vault/testing';
import { archiveFinding, DEFAULT_POLICY, parsePolicy, reportRefusal, RULES } from '../../index.ts';

const folder = new URL('../../../../../vectors/archives/', import.meta.url);
const input = { name: 'a.tgz', version: '', sha256: 'ab'.repeat(32), now: new Date('2026-06-01T00:00:00Z') };
const vectors = readdirSync(folder).filter((name) => name.endsWith('.tgz'));

const refusalOf = async (name: string): Promise<unknown> => {
  try {
    await collectFiles(inChunks(readFileSync(new URL(name, folder))), DEFAULT_LIMITS);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('ARC rules', () => {
  it.each(vectors.filter((name) => !name.startsWith('ok-')))(
    'make a report of %s that blocks',
    async (name) => {
      const report = reportRefusal(await refusalOf(name), input, DEFAULT_POLICY);
      expect(report).toMatchObject({ verdict: 'block', complete: false, findings: [{ blocks: true }] });
      expect(report?.findings[0]?.rule).toMatch(/^ARC-00[1-7]$/);
    },
  );

  it.each(vectors.filter((name) => name.startsWith('ok-')))('say nothing of %s', async (name) => {
    expect(reportRefusal(await refusalOf(name), input, DEFAULT_POLICY)).toBeUndefined();
  });

  it('are all seen in the vectors, each at least three times', async () => {
    const found = await Promise.all(vectors.map(async (name) => archiveFinding(await refusalOf(name))?.rule));
    for (const { id } of RULES.filter(({ isFinal, id }) => isFinal === true && id.startsWith('ARC-')))
      expect([id, found.filter((rule) => rule === id).length >= 3]).toEqual([id, true]);
  });

  it('block under every policy', async () => {
    const error = await refusalOf('type-symbolic-link.tgz');
    const policy = parsePolicy('version: 1\nprofile: audit\n', input.now);
    expect(reportRefusal(error, input, policy)?.verdict).toBe('block');
  });

  it('are about no other error', () => {
    expect(archiveFinding(new VaultError('ERR_IO', 'disk'))).toBeUndefined();
    expect(archiveFinding(new Error('disk'))).toBeUndefined();
  });
});
