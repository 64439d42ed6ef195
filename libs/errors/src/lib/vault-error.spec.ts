import { describe, expect, it } from '@jest/globals';
import { CATALOGUE, EXIT_CODE } from './catalogue.ts';
import { toVaultError } from './to-vault-error.ts';
import { VaultError } from './vault-error.ts';

describe('VaultError', () => {
  it('carries code, facts and cause, and knows its class, hint and exit code', () => {
    const cause = new Error('disk');
    const error = new VaultError('ERR_TUF_ROLLBACK', 'timestamp v1 is older than v2', {
      facts: { offered: 1 },
      cause,
    });
    expect(error).toMatchObject({
      code: 'ERR_TUF_ROLLBACK',
      class: 'refused',
      exitCode: 1,
      facts: { offered: 1 },
      cause,
    });
    expect(error.hint).toContain('mirror');
    expect(new VaultError(error.code, 'x', { hint: 'ask' }).toJSON()).toMatchObject({ hint: 'ask' });
  });

  it('serialises to code, message, hint and facts, and never to a stack or a cause', () => {
    const error = new VaultError('ERR_IO', 'no space', { cause: new Error('secret') });
    expect(Object.keys(JSON.parse(JSON.stringify(error)) as object)).toEqual([
      'code',
      'message',
      'hint',
      'facts',
    ]);
  });

  it('has no cause property where none was given', () => {
    expect('cause' in new VaultError('ERR_IO', 'no space')).toBe(false);
  });
});

describe('the catalogue', () => {
  it.each(Object.entries(CATALOGUE))(
    '%s has a meaning that is a sentence and a hint that is none',
    (_code, entry) => {
      expect(entry.meaning).toMatch(/^[A-Z`].*\.$/s);
      expect(entry.hint).toMatch(/^[^A-Z].*[^.]$/s);
      expect(EXIT_CODE[entry.class]).toBeGreaterThan(0);
    },
  );
});

describe('toVaultError', () => {
  it('leaves a VaultError as it is', () => {
    const error = new VaultError('ERR_USAGE', 'no such flag');
    expect(toVaultError(error)).toBe(error);
  });

  it.each([
    ['a full disk', Object.assign(new Error('write'), { code: 'ENOSPC' }), 'ERR_IO'],
    ['a defect', new TypeError('x is undefined'), 'ERR_INTERNAL'],
    ['a thrown string', 'oops', 'ERR_INTERNAL'],
  ])('gives %s a code and keeps it as the cause', (_name, thrown, code) => {
    expect(toVaultError(thrown)).toMatchObject({ code, cause: thrown });
  });
});
