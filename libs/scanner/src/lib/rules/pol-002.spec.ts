import { describe, expect, it } from '@jest/globals';
import { CAPABILITY_KINDS, NO_CAPABILITIES, type Capabilities } from '../capabilities.ts';
import { policyFindings } from '../policy/policy-findings.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { scanOf } from '../testing/hits-of.ts';

type Settings = Policy['capabilities'];

function hits(found: Partial<Capabilities>, capabilities: Settings): readonly string[] {
  const subject = { files: [], capabilities: { ...NO_CAPABILITIES, ...found }, areScriptsAccepted: false };
  return policyFindings(subject, { ...DEFAULT_POLICY, capabilities }).map(
    ({ path, message }) => `${path} ${message}`,
  );
}

describe('POL-002', () => {
  it.each<[Partial<Capabilities>, Settings]>([
    [{ network: ['a.example'] }, { network: false }],
    [{ network: ['a.example'] }, { network: { allow: [] } }],
    [{ network: ['example.com'] }, { network: { allow: ['*.example.com'] } }],
    [{ network: ['evilexample.com'] }, { network: { allow: ['*.example.com'] } }],
    [{ network: ['a.example.com.evil.example'] }, { network: { allow: ['*.example.com'] } }],
    [{ network: ['*'] }, { network: { allow: ['*.example.com'] } }],
    [{ network: ['*'] }, { network: { deny: ['a.example'] } }],
    [{ network: ['A.Example.com:443'] }, { network: { allow: ['*'], deny: ['*.example.com'] } }],
    [{ environment: ['NPM_TOKEN'] }, { environment: { allow: ['NODE_*'] } }],
    [{ environment: ['NPM_TOKEN'] }, { environment: { allow: ['NPM_*'], deny: ['NPM_TOKEN'] } }],
    [{ read: ['~/.npmrc'] }, { read: { allow: ['./*'] } }],
    [{ write: ['/tmp/a'] }, { write: false }],
    [{ run: ['curl'] }, { run: { allow: ['git'] } }],
    [{ native: ['a.node'] }, { native: false }],
    [{ dynamicCode: ['a.js'] }, { dynamicCode: false }],
    [{ installScripts: ['package.json#postinstall'] }, { installScripts: false }],
  ])('sees %j under %j', (found, capabilities) => {
    expect(hits(found, capabilities)).toHaveLength(1);
  });

  it.each<[Partial<Capabilities>, Settings]>([
    [{ network: ['a.example'] }, {}],
    [{ network: ['a.example', '*'] }, { network: true }],
    [{ network: ['a.example', '*'] }, { network: { allow: ['*'] } }],
    [{ network: ['*'] }, { network: { allow: ['*'], deny: ['a.example'] } }],
    [{ network: ['a.example.com', 'b.a.EXAMPLE.com:8443'] }, { network: { allow: ['*.example.com'] } }],
    [{ network: ['a.example'] }, { network: { deny: ['b.example'] } }],
    [{ environment: ['NODE_ENV'] }, { environment: { allow: ['NODE_*'] } }],
    [{ run: ['git'] }, { run: { allow: ['git'] }, network: false }],
  ])('is silent on %j under %j', (found, capabilities) => {
    expect(hits(found, capabilities)).toEqual([]);
  });

  it('lies where the capability is, or on the plugin as a whole', () => {
    const all = Object.fromEntries(CAPABILITY_KINDS.map((kind) => [kind, false]));
    const found = {
      native: ['a.node'],
      network: ['a.example'],
      installScripts: ['lib/package.json#install'],
    };
    expect(hits(found, all)).toEqual([
      '. connects to `a.example`, which the policy does not grant',
      'a.node holds the native code `a.node`, which the policy does not grant',
      'lib/package.json has the install script `lib/package.json#install`, which the policy does not grant',
    ]);
  });

  it('is asked of what a scan finds', () => {
    const files = { 'package.json': '{}', 'a.js': `fetch('https://a.example.invalid/x')` };
    const report = scanOf(files, { ...DEFAULT_POLICY, capabilities: { network: false } });
    expect(report).toMatchObject({ verdict: 'block', findings: [{ rule: 'POL-002', path: '.' }] });
    expect(scanOf(files)).toMatchObject({ verdict: 'pass', findings: [] });
  });
});
