import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

const REGISTRY = 'https://registry.npmjs.org';
const INTEGRITY = `sha512-${'A'.repeat(86)}==`;
const TARBALL = `${REGISTRY}/a/-/a-1.0.0.tgz`;
type Fields = Readonly<Record<string, unknown>>;

/** A shrinkwrap of npm 7 that locks packages by name. */
function lock(packages: Readonly<Record<string, Fields>>, path = 'npm-shrinkwrap.json') {
  const locked: Record<string, Fields> = { '': { name: 'p' } };
  for (const [name, fields] of Object.entries(packages))
    locked[`node_modules/${name}`] = { version: '1.0.0', integrity: INTEGRITY, ...fields };
  return { [path]: JSON.stringify({ packages: locked }) };
}

describe('MAN-005 a manifest that reads differently to different readers', () => {
  it.each([
    ['a key twice', '{"name":"a","name":"b"}'],
    ['a key twice further down', '{"scripts":{"install":"x","install":"y"}}'],
    ['a comment', '{"name":"a" /* b */}'],
    ['a key twice in another spelling', '{"name":"a","na\\u006de":"b"}'],
  ])('finds %s', (_name, text) => {
    expect(hitsOf('MAN-005', { 'package.json': text })).toEqual(['high package.json']);
  });

  it.each([
    ['a plain manifest', manifest({ scripts: { test: 'a' }, jest: { scripts: { test: 'b' } } })],
    ['a byte order mark', { 'package.json': '\u{FEFF}{"name":"a"}' }],
    ['a package.json of a test', { ...manifest({}), 'test/fixtures/package.json': '{"a":1,"a":2}' }],
  ])('passes %s', (_name, files) => {
    expect(hitsOf('MAN-005', files)).toEqual([]);
  });

  it.each<[string, string, Fields]>([
    ['a package of another name', 'high', { resolved: `${REGISTRY}/evil/-/evil-1.0.0.tgz` }],
    [
      'a package of another scope',
      'high',
      { resolved: `${REGISTRY}/@evil/a/-/a-1.0.0.tgz`, name: '@good/a' },
    ],
    ['git', 'high', { resolved: `git+ssh://git@github.com/e/a.git#${'a'.repeat(40)}` }],
    ['git in the form of scp', 'high', { resolved: 'git@git.example:e/a.git' }],
    ['an address with a digest', 'high', { resolved: 'https://cdn.example/a.tgz' }],
    [
      'a host that only looks like the registry',
      'high',
      { resolved: 'https://registry.npmjs.org@e.example/a.tgz' },
    ],
    ['an address without TLS', 'high', { resolved: 'http://cdn.example/a.tgz' }],
    ['the registry without TLS', 'medium', { resolved: 'http://registry.npmjs.org/a/-/a-1.0.0.tgz' }],
    ['another version', 'medium', { resolved: `${REGISTRY}/a/-/a-9.9.9.tgz` }],
    ['a file', 'medium', { resolved: 'file:../a.tgz' }],
    ['one other registry', 'medium', { resolved: 'https://npm.corp.example/npm/a/-/a-1.0.0.tgz' }],
    ['a package without a digest', 'low', { resolved: TARBALL, integrity: undefined }],
  ])('finds a lock to %s', (_name, severity, fields) => {
    expect(hitsOf('MAN-005', lock({ a: fields }))).toEqual([`${severity} npm-shrinkwrap.json`]);
  });

  it('finds one package of a strange registry among others, and what npm 6 wrote', () => {
    const strange = { resolved: 'https://npm.corp.example/b/-/b-1.0.0.tgz' };
    expect(hitsOf('MAN-005', lock({ a: { resolved: TARBALL }, b: strange }))).toEqual([
      'high npm-shrinkwrap.json',
    ]);
    const b = { version: 'github:e/b#main' };
    const old = { dependencies: { a: { version: '1.0.0', bundled: true, dependencies: { b } } } };
    expect(hitsOf('MAN-005', { 'node_modules/x/package-lock.json': JSON.stringify(old) })).toEqual([
      'high node_modules/x/package-lock.json',
    ]);
    const twice = `{"packages":{"node_modules/a":{"resolved":"${TARBALL}","resolved":"x","integrity":"y"}}}`;
    expect(hitsOf('MAN-005', { 'package-lock.json': twice })).toEqual(['high package-lock.json']);
  });

  it.each([
    ['the registry', lock({ a: { resolved: TARBALL } })],
    ['a scope', lock({ '@s/a': { resolved: `${REGISTRY}/@s%2fa/-/a-1.0.0.tgz` } })],
    ['an alias', lock({ b: { name: 'a', resolved: TARBALL } })],
    [
      'an alias of npm 6',
      {
        'package-lock.json': JSON.stringify({
          dependencies: { b: { version: 'npm:a@1.0.0', resolved: TARBALL, integrity: INTEGRITY } },
        }),
      },
    ],
    [
      'packages of GitHub',
      lock({ '@s/a': { resolved: 'https://npm.pkg.github.com/download/@s/a/1.0.0/abc' } }),
    ],
    ['what is bundled', lock({ a: { inBundle: true, integrity: undefined, resolved: TARBALL } })],
    ['a workspace', lock({ a: { link: true, resolved: 'packages/a', integrity: undefined } })],
    [
      'a template, which nobody installs',
      lock({ a: { resolved: 'git+ssh://git@e.example/a' } }, 'templates/package-lock.json'),
    ],
    ['a lock that is no JSON', { 'package-lock.json': '<<<<<<< HEAD' }],
    [
      'odd values',
      {
        'package-lock.json':
          '{"packages":{"node_modules/a":7,"node_modules/b":{"resolved":false}},"dependencies":[]}',
      },
    ],
  ])('passes a lock to %s', (_name, files) => {
    expect(hitsOf('MAN-005', files)).toEqual([]);
  });
});
