import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRequestPath } from './parse-request-path.ts';

const file = (folder: string, ...segments: string[]) => ({ kind: 'file', path: { folder, segments } });

describe('parseRequestPath', () => {
  it.each([
    ['/metadata/timestamp.json', file('metadata', 'timestamp.json')],
    ['/metadata/timestamp.json?x=/../..', file('metadata', 'timestamp.json')],
    ['http://other.example/metadata/1.root.json', file('metadata', '1.root.json')],
    ['/metadata/1.%72oot.json', file('metadata', '1.root.json')],
    ['/targets/a/b/c.tgz', file('targets', 'a', 'b', 'c.tgz')],
    ['/targets/100%25.txt', file('targets', '100%.txt')],
    ['/targets/%252e%252e/x', file('targets', '%2e%2e', 'x')],
    ['/targets/a+b%20c', file('targets', 'a+b c')],
    ['/healthz', { kind: 'health' }],
    ['/healthz?deep=1', { kind: 'health' }],
  ])('reads %j', (target, expected) => {
    expect(parseRequestPath(target, [])).toEqual(expected);
  });

  it.each([
    '/',
    '//',
    '/metadata',
    '/metadata/',
    '/targets/',
    '//metadata/timestamp.json',
    '/metadata//timestamp.json',
    '/Metadata/timestamp.json',
    '/metadata/notes.txt',
    '/metadata/sub/1.root.json',
    '/metadata/.timestamp.json',
    '/metadata/../vault.yaml',
    '/metadata/%2e%2e/vault.yaml',
    '/metadata/..json',
    '/targets/./a',
    '/targets/../metadata/timestamp.json',
    '/targets/a/..',
    '/targets/.git/config',
    '/targets/a~',
    '/targets/a.tmp',
    '/targets/a.part',
    '/targets/a.',
    '/targets/a%20',
    '/targets/a::$DATA',
    '/keys/root.pem',
    '/vault.yaml',
    '/healthz/',
    '/vault/metadata/timestamp.json',
  ])('knows nothing at %j', (target) => {
    expect(parseRequestPath(target, [])).toEqual({ kind: 'absent' });
  });

  it.each([
    '',
    '*',
    'metadata/timestamp.json',
    '?x',
    '/metadata/%2e%2e%2fvault.yaml',
    '/metadata%2ftimestamp.json',
    '/targets/a%5cb',
    '/targets/a\\b',
    '/targets/a%00.tgz',
    '/targets/a%0d%0ab',
    '/targets/%',
    '/targets/%zz',
    '/targets/%c0%ae%c0%ae/x',
    '/targets/%ff',
  ])('refuses %j as malformed', (target) => {
    expect(parseRequestPath(target, [])).toEqual({ kind: 'malformed' });
  });

  it('answers below its prefix only, and on health at both places', () => {
    const prefix = ['vault', 'eu'];
    expect(parseRequestPath('/vault/eu/metadata/1.root.json', prefix)).toEqual(
      file('metadata', '1.root.json'),
    );
    expect(parseRequestPath('/vault/eu/targets/a', prefix)).toEqual(file('targets', 'a'));
    expect(parseRequestPath('/vault/eu/healthz', prefix)).toEqual({ kind: 'health' });
    expect(parseRequestPath('/healthz', prefix)).toEqual({ kind: 'health' });
    expect(parseRequestPath('/metadata/1.root.json', prefix)).toEqual({ kind: 'absent' });
    expect(parseRequestPath('/vault/metadata/1.root.json', prefix)).toEqual({ kind: 'absent' });
    expect(parseRequestPath('/vault/eu', prefix)).toEqual({ kind: 'absent' });
  });

  it('never lets a separator, a parent or a hidden name through, however it is written', () => {
    const piece = fc.constantFrom('..', '.', '/', '%2f', '%2e', '%5c', '%00', '%25', '\\', 'a', '.git', '%');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const parsed = parseRequestPath(`/targets/${pieces.join('')}`, []);
        if (parsed.kind !== 'file') return;
        for (const name of parsed.path.segments) expect(name).not.toMatch(/^$|^\.|[/\\\0]/);
      }),
      { numRuns: 2_000 },
    );
  });
});
