import { describe, expect, it } from '@jest/globals';
import { parseMap } from './parse-map.ts';

const mapping = {
  paths: ['plugins/*/*/*/*'],
  repositories: ['inner', 'outer'],
  threshold: 2,
  terminating: true,
};
const map = {
  repositories: { inner: ['https://inner.example/'], outer: ['https://outer.example', 'file:///srv/outer'] },
  mapping: [mapping],
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (value: unknown) => parseMap(bytesOf(JSON.stringify(value)));
const withName = (name: string) => ({
  ...map,
  repositories: { ...map.repositories, [name]: ['https://x.example'] },
});
const withAddresses = (addresses: unknown) => ({
  ...map,
  repositories: { ...map.repositories, inner: addresses },
});
const withMapping = (change: object) => ({ ...map, mapping: [{ ...mapping, ...change }] });
const many = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe('parseMap', () => {
  it('reads what TAP 4 writes: names, addresses that are mirrors, and mappings in their order', () => {
    const second = { paths: ['*', 'tools/?.tgz'], repositories: ['outer'], threshold: 1 };
    const parsed = parse({ ...map, mapping: [mapping, second] });
    expect([...parsed.repositories]).toEqual(Object.entries(map.repositories));
    expect(parsed.mappings).toEqual([mapping, { ...second, terminating: false }]);
  });

  it.each(['A', 'PyPI', 'a.b-c_d', '0', 'toString', 'valueOf', 'x'.repeat(64)])(
    'takes the name %s',
    (name) => {
      expect(parse(withName(name)).repositories.get(name)).toEqual(['https://x.example']);
    },
  );

  it.each([
    'http://localhost:8080/vault',
    'https://user:secret@x.example/p',
    'file:///srv/a%20b',
    'HTTPS://X.example',
  ])('takes the address %s', (address) => {
    expect(parse(withAddresses([address])).repositories.get('inner')).toEqual([address]);
  });

  const refused: readonly (readonly [string, unknown])[] = [
    ['no object', []],
    ['null', null],
    ['no repositories', { mapping: map.mapping }],
    ['repositories that are a list', { ...map, repositories: [] }],
    ['not one repository', { repositories: {}, mapping: [] }],
    [
      'more repositories than anybody has',
      { ...map, repositories: Object.fromEntries(many(101, (at) => [`r${at}`, ['https://x.example']])) },
    ],
    ['no mapping', { repositories: map.repositories }],
    ['an empty mapping', { ...map, mapping: [] }],
    ['a mapping that is no list', { ...map, mapping: mapping }],
    ['a mapping that is null', { ...map, mapping: [null] }],
    ['too many mappings', { ...map, mapping: many(1_001, () => mapping) }],
    ['a field it does not know', { ...map, mappings: [] }],
    // go-tuf GHSA-jqc5-w2xx-5vq4 (CVE-2026-24686): a name became a path outside its folder.
    ['a name that climbs', withName('../inner')],
    ['a name that climbs further', withName('../../etc')],
    ['a name with a slash', withName('a/b')],
    ['a name with a backslash', withName('a\\b')],
    ['an absolute name', withName('/etc')],
    ['a drive', withName('C:')],
    ['the name ..', withName('..')],
    ['the name .', withName('.')],
    ['an empty name', withName('')],
    ['a hidden name', withName('.git')],
    ['a name that ends with a dot', withName('a.')],
    ['a name with NUL', withName('a\0b')],
    ['a name with a space', withName('a b')],
    ['a name with a line feed at its end', withName('a\n')],
    ['a name that is percent-encoded', withName('%2e%2e')],
    ['a name with a look-alike letter', withName('іnner')],
    ['a name that Windows keeps', withName('CON')],
    ['a name that Windows keeps, with an ending', withName('nul.d')],
    ['a name that is too long', withName('x'.repeat(65))],
    ['two names that are one folder', withName('Inner')],
    // go-tuf #760: the first address was taken of a list that had none.
    ['a repository without an address', withAddresses([])],
    ['an address that is no list', withAddresses('https://x.example')],
    ['an address that is no text', withAddresses([1])],
    ['an address that is null', withAddresses([null])],
    ['an empty address', withAddresses([''])],
    ['a folder instead of an address', withAddresses(['./vault'])],
    ['another scheme', withAddresses(['ftp://x.example'])],
    ['a script', withAddresses(['javascript:alert(1)'])],
    ['an address with a query', withAddresses(['https://x.example/?a=b'])],
    ['an address with a fragment', withAddresses(['https://x.example/#a'])],
    ['an address with a line feed', withAddresses(['https://x.example/\n'])],
    ['an address without a host', withAddresses(['https://'])],
    ['an address twice', withAddresses(['https://x.example', 'https://x.example'])],
    ['too many addresses', withAddresses(many(21, (at) => `https://x${at}.example`))],
    ['a threshold of 0', withMapping({ threshold: 0 })],
    ['a threshold of -1', withMapping({ threshold: -1 })],
    ['a threshold of 1.5', withMapping({ threshold: 1.5 })],
    ['a threshold beyond 2^53', withMapping({ threshold: 1e300 })],
    ['a threshold that is text', withMapping({ threshold: '2' })],
    ['a threshold that is true', withMapping({ threshold: true })],
    ['no threshold', withMapping({ threshold: undefined })],
    ['a threshold above the number of repositories', withMapping({ threshold: 3 })],
    ['a repository that is not declared', withMapping({ repositories: ['inner', 'other'] })],
    [
      'a repository called like what every object has',
      withMapping({ repositories: ['inner', 'hasOwnProperty'] }),
    ],
    ['one repository twice', withMapping({ repositories: ['inner', 'inner'] })],
    [
      'one repository twice, to reach the threshold',
      withMapping({ repositories: ['inner', 'outer', 'inner'], threshold: 3 }),
    ],
    ['no repositories in a mapping', withMapping({ repositories: [], threshold: 1 })],
    ['a repository that is no text', withMapping({ repositories: [1], threshold: 1 })],
    ['terminating that is text', withMapping({ terminating: 'false' })],
    ['terminating that is null', withMapping({ terminating: null })],
    ['terminating misspelt', withMapping({ terminating: undefined, terminate: true })],
    ['no paths', withMapping({ paths: [] })],
    ['paths that are no list', withMapping({ paths: '*' })],
    ['a path that is no text', withMapping({ paths: [1] })],
    ['an empty path', withMapping({ paths: [''] })],
    ['a path that begins with a slash', withMapping({ paths: ['/plugins/*'] })],
    ['a path that ends with a slash', withMapping({ paths: ['plugins/'] })],
    ['a path that climbs', withMapping({ paths: ['plugins/../*'] })],
    ['a path with two stars', withMapping({ paths: ['plugins/**'] })],
    ['a path with braces', withMapping({ paths: ['plugins/{a,b}'] })],
    ['a path with a class', withMapping({ paths: ['plugins/[ab]'] })],
    ['a negated path', withMapping({ paths: ['!plugins/*'] })],
    ['a path with a control character', withMapping({ paths: ['plugins/\u0001'] })],
    ['too many paths', withMapping({ paths: many(1_001, (at) => `p${at}`) })],
  ];

  it.each(refused)('refuses %s', (_, value) => {
    expect(() => parse(value)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }));
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a byte order mark', `\ufeff${JSON.stringify(map)}`],
    ['one name twice', '{"repositories":{"a":["https://x.example"],"a":["https://y.example"]},"mapping":[]}'],
    ['a threshold twice', JSON.stringify(map).replace('"threshold":2', '"threshold":2,"threshold":1')],
    ['a prototype name', '{"repositories":{"__proto__":["https://x.example"]},"mapping":[]}'],
    ['the name constructor', '{"repositories":{"constructor":["https://x.example"]},"mapping":[]}'],
    ['more than a megabyte', JSON.stringify(map) + ' '.repeat(1_000_000)],
  ])('refuses %s', (_, text) => {
    expect(() => parseMap(bytesOf(text))).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }));
  });

  it('never repeats an address, which may hold a password', () => {
    const parsing = () => parse(withAddresses(['https://user:secret@x.example/?q']));
    expect(parsing).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }));
  });
});
