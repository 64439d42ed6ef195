import { describe, expect, it } from '@jest/globals';
import { missingPermission } from './missing-permission.ts';

const refusal = (status: number, url: string): Error =>
  Object.assign(new Error('Resource not accessible by integration'), { status, request: { url } });

describe('missingPermission', () => {
  it.each([
    ['https://api.github.com/repos/a/b/releases/1', 'contents: write'],
    ['https://api.github.com/repos/a/b/issues', 'issues: write'],
  ])('names what %s needs', (url, permission) => {
    expect(missingPermission(refusal(403, url))).toContain(`permissions: { ${permission} }`);
  });

  it.each([
    ['another status', refusal(500, 'https://api.github.com/repos/a/b/issues')],
    ['another place', refusal(403, 'https://api.github.com/user')],
    ['any other error', new Error('403')],
    ['no error', 'x'],
  ])('says nothing of %s', (_, error) => {
    expect(missingPermission(error)).toBeUndefined();
  });
});
