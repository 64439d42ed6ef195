import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { isGitBranch } from '@ragnos-vault/metadata';
import { userGit } from '@ragnos-vault/testing';
import { openGitStore } from '../git-store.ts';

describe('the name of a branch', () => {
  it.each(['vault', 'plugins/v1', 'a.b_c-d+1', '_x'])('may be %s', (name) => {
    expect(isGitBranch(name)).toBe(true);
    expect(() => userGit(tmpdir(), 'check-ref-format', '--branch', name)).not.toThrow();
  });

  it.each([
    ...[
      '',
      '-f',
      '--upload-pack=x',
      'a b',
      'a..b',
      'a/',
      '/a',
      'a//b',
      '.a',
      'a/.b',
      'a.',
      'a./b',
      'a.lock',
      'a.lock/b',
    ],
    ...[
      'HEAD',
      'a:b',
      'a~1',
      'a^',
      'a?',
      'a*',
      'a[',
      'a\\b',
      'a\nb',
      'a\0',
      'a@{1}',
      'é',
      '+a',
      '$(id)',
      'x'.repeat(201),
    ],
  ])('is not %j, with which nothing is run', (name) => {
    expect(isGitBranch(name)).toBe(false);
    expect(() => openGitStore({ dir: tmpdir(), branch: name })).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE' }),
    );
  });
});
