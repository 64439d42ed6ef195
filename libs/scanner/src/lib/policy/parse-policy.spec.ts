import { VaultError } from '@ragnos-vault/errors';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_POLICY } from './policy.ts';
import { parsePolicy } from './parse-policy.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const SHA = 'ab'.repeat(32);
const entry = `{ name: '@acme/a', version: 1.2.3, sha256: ${SHA} }`;

const NOTHING_SAID = { rules: new Map(), capabilities: {}, waivers: [] };
const waiver = (more: string): string => `{ path: a.js, reason: b, approvedBy: c, ${more} }`;
const WAIVERS: readonly (readonly [string, string])[] = [
  [waiver(`rule: EXE-001, sha256: ${SHA}`), 'expires'],
  [waiver(`rule: EXE-001, sha256: ${SHA}, expires: 2026-11-29`), 'expires'],
  [waiver(`rule: EXE-001, sha256: ${SHA}, expires: soon`), 'expires'],
  [waiver(`rule: EXE-001, sha256: ${SHA}, expires: 2026-02-30`), 'expires'],
  [waiver(`rule: EXE-001, expires: 2026-07-01`), 'sha256'],
  [waiver(`rule: EXE-001, sha256: ${SHA}, files: { a.js: ${SHA} }, expires: 2026-07-01`), 'sha256'],
  [waiver(`rule: EXE-001, files: {}, expires: 2026-07-01`), 'files'],
  [waiver(`rule: EXE-001, files: { a.js: b }, expires: 2026-07-01`), 'files.a.js'],
  [waiver(`rule: EXE-999, sha256: ${SHA}, expires: 2026-07-01`), 'rule'],
  [waiver(`rule: ANA-002, sha256: ${SHA}, expires: 2026-07-01`), 'rule'],
  [waiver(`rule: ANA-003, sha256: ${SHA}, expires: 2026-07-01`), 'rule'],
];

describe('parsePolicy', () => {
  it('takes every key', () => {
    const text = `
version: 1
profile: strict
failOn: critical
rules: { MAN-001: critical, EXE-001: off }
$schema: https://vault.example/policy.json
allowedExtensions: [js, json, md, '']
deniedTypes: [native]
capabilities:
  network: { allow: ['*.example.com'] }
  native: false
minimumReleaseAge: 48h
minimumReleaseAgeExclude: ['@acme/a']
waivers:
  - { rule: EXE-001, path: a.js, files: { a.js: ${SHA} }, reason: read, approvedBy: Eve, expires: 2026-11-28 }
installScripts: [{ name: '@acme/a', version: 1.2.3, sha256: ${SHA} }]
vendors: { acme: { minimumReleaseAge: 1w }, _: { failOn: low } }
plugins: { '@acme/*': { profile: audit } }
allow:
  - name: '@acme/a'
    version: 1.2.3
    sha256: ${SHA}
    reason: reviewed by two people
limits:
  maxMembers: 10
  maxDepth: 3
  maxPathLength: 100
  maxMemberSize: 1048576
  maxTotalSize: 2097152
  maxRatio: 12.5
`;
    expect(parsePolicy(text, NOW)).toEqual({
      version: 1,
      profile: 'strict',
      failOn: 'critical',
      rules: new Map([
        ['MAN-001', 'critical'],
        ['EXE-001', 'off'],
      ]),
      allowedExtensions: ['js', 'json', 'md', ''],
      deniedTypes: ['native'],
      capabilities: { network: { allow: ['*.example.com'] }, native: false },
      minimumReleaseAge: 48 * 3_600_000,
      minimumReleaseAgeExclude: ['@acme/a'],
      waivers: [
        {
          ...{ rule: 'EXE-001', path: 'a.js', files: new Map([['a.js', SHA]]) },
          ...{ reason: 'read', approvedBy: 'Eve', expires: '2026-11-28' },
        },
      ],
      installScripts: [{ name: '@acme/a', version: '1.2.3', sha256: SHA }],
      vendors: new Map<string, object>([
        ['acme', { ...NOTHING_SAID, minimumReleaseAge: 7 * 24 * 3_600_000 }],
        ['_', { ...NOTHING_SAID, failOn: 'low' }],
      ]),
      plugins: new Map([['@acme/*', { ...NOTHING_SAID, profile: 'audit' }]]),
      allow: [{ name: '@acme/a', version: '1.2.3', sha256: SHA, reason: 'reviewed by two people' }],
      limits: {
        maxMembers: 10,
        maxDepth: 3,
        maxPathLength: 100,
        maxMemberSize: 1048576,
        maxTotalSize: 2097152,
        maxRatio: 12.5,
      },
    });
  });

  it.each([
    'version: 1',
    '{"version": 1}',
    '# a policy\n---\nversion: 1\n',
    'version: 1\nallow: []\nlimits: {}\n',
  ])('gives the default policy for %j', (text) => {
    expect(parsePolicy(text, NOW)).toEqual(DEFAULT_POLICY);
  });

  it.each(['low', 'medium', 'high', 'critical'])('takes the limit %s', (failOn) => {
    expect(parsePolicy(`{ version: 1, failOn: ${failOn} }`, NOW).failOn).toBe(failOn);
  });

  it.each<[string, string, string | undefined]>([
    ['failon: low', 'failon', 'failOn'],
    ['fail_on: low', 'fail_on', 'failOn'],
    ['allows: []', 'allows', 'allow'],
    ['profiles: strict', 'profiles', 'profile'],
    ['rules: { MAN-01: off }', 'rules.MAN-01', 'MAN-001'],
    ['rules: { constructor: off }', 'rules.constructor', undefined],
    ['limit: {}', 'limit', 'limits'],
    ['limits: { maxMember: 1 }', 'limits.maxMember', 'maxMembers'],
    ['limits: { maxmembersize: 1 }', 'limits.maxmembersize', 'maxMemberSize'],
    [`allow: [{ name: a, version: 1.0.0, sha265: ${SHA}, sha256: ${SHA} }]`, 'allow.0.sha265', 'sha256'],
    [
      `allow: [${entry}, { name: a, version: 1.0.0, sha256: ${SHA}, reasons: b }]`,
      'allow.1.reasons',
      'reason',
    ],
    ['knownbad: []', 'knownbad', 'knownBad'],
    ['waiver: []', 'waiver', 'waivers'],
    ['minimumReleaseAges: 1d', 'minimumReleaseAges', 'minimumReleaseAge'],
    ['vendors: { acme: { failon: low } }', 'vendors.acme.failon', 'failOn'],
    ['vendors: { acme: { allow: [] } }', 'vendors.acme.allow', undefined],
    [
      "plugins: { '@acme/a': { capabilities: { netwerk: false } } }",
      'plugins.@acme/a.capabilities.netwerk',
      'network',
    ],
    ['capabilities: { network: { alow: [] } }', 'capabilities.network.alow', 'allow'],
    ['vendors: { acme: { rules: { EXE-100: off } } }', 'vendors.acme.rules.EXE-100', 'EXE-001'],
    ['vendors: { __proto__: { failOn: low } }', 'vendors.__proto__', undefined],
    ['rules: { __proto__: low }', 'rules.__proto__', undefined],
    ['__proto__: { failOn: low }', '__proto__', undefined],
    ['constructor: 1', 'constructor', undefined],
  ])('refuses the unknown key of %j, and names the nearest', (text, key, nearest) => {
    const advice = nearest === undefined ? '' : `, did you mean \`${nearest}\``;
    expect(() => parsePolicy(`version: 1\n${text}`, NOW)).toThrow(
      expect.objectContaining({
        code: 'ERR_CONFIG_INVALID',
        message: `unknown key \`${key}\` in the policy${advice}`,
        facts: { key, ...(nearest === undefined ? {} : { nearest }) },
      }),
    );
  });

  it.each<[string, string]>([
    ['', ''],
    ['# nothing but a comment', ''],
    ['[]', ''],
    ['pass', ''],
    ['failOn: high', 'version'],
    ['version: 2', 'version'],
    ['version: "1"', 'version'],
    ['{ version: 1, failOn: severe }', 'failOn'],
    ['{ version: 1, failOn: High }', 'failOn'],
    ['{ version: 1, failOn: null }', 'failOn'],
    ['{ version: 1, allow: {} }', 'allow'],
    ['{ version: 1, $schema: 1 }', '$schema'],
    ['{ version: 1, minimumReleaseAge: 7 }', 'minimumReleaseAge'],
    ['{ version: 1, minimumReleaseAge: 7 days }', 'minimumReleaseAge'],
    ['{ version: 1, allowedExtensions: [.js] }', 'allowedExtensions.0'],
    ['{ version: 1, allowedExtensions: [JS] }', 'allowedExtensions.0'],
    ['{ version: 1, allowedTypes: [js] }', 'allowedTypes.0'],
    ['{ version: 1, capabilities: { network: 1 } }', 'capabilities.network'],
    ['{ version: 1, capabilities: { network: { allow: a } } }', 'capabilities.network.allow'],
    ["{ version: 1, vendors: { '@acme': {} } }", 'vendors.@acme'],
    ["{ version: 1, plugins: { '*acme': {} } }", 'plugins.*acme'],
    ['{ version: 1, plugins: { a: { profile: lax } } }', 'plugins.a.profile'],
    ...WAIVERS.map(([text, key]): [string, string] => [
      `{ version: 1, waivers: [${text}] }`,
      `waivers.0.${key}`,
    ]),
    ['{ version: 1, profile: lenient }', 'profile'],
    ['{ version: 1, rules: { MAN-001: none } }', 'rules.MAN-001'],
    ['{ version: 1, rules: { ANA-002: off } }', 'rules.ANA-002'],
    ['{ version: 1, rules: { ANA-003: high } }', 'rules.ANA-003'],
    ['{ version: 1, allow: null }', 'allow'],
    [`{ version: 1, allow: [{ version: 1.0.0, sha256: ${SHA} }] }`, 'allow.0.name'],
    [`{ version: 1, allow: [{ name: a, sha256: ${SHA} }] }`, 'allow.0.version'],
    [`{ version: 1, allow: [{ name: a, version: 1.0, sha256: ${SHA} }] }`, 'allow.0.version'],
    ['{ version: 1, allow: [{ name: a, version: 1.0.0 }] }', 'allow.0.sha256'],
    [`{ version: 1, allow: [${entry}, { name: '', version: 1.0.0, sha256: ${SHA} }] }`, 'allow.1.name'],
    [`{ version: 1, allow: [{ name: a, version: 1.0.0, sha256: ${SHA.toUpperCase()} }] }`, 'allow.0.sha256'],
    [`{ version: 1, allow: [{ name: a, version: 1.0.0, sha256: ${SHA.slice(1)} }] }`, 'allow.0.sha256'],
    ['{ version: 1, limits: { maxMembers: 0 } }', 'limits.maxMembers'],
    ['{ version: 1, limits: { maxDepth: 1.5 } }', 'limits.maxDepth'],
    ['{ version: 1, limits: { maxTotalSize: 1GB } }', 'limits.maxTotalSize'],
    ['{ version: 1, limits: { maxRatio: -1 } }', 'limits.maxRatio'],
    ['{ version: 1, limits: { maxRatio: .inf } }', 'limits.maxRatio'],
    ['{ version: 1, limits: { maxRatio: .nan } }', 'limits.maxRatio'],
  ])('refuses %j, and names the key %j', (text, key) => {
    expect(() => parsePolicy(text, NOW)).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_INVALID', facts: { key } }),
    );
  });

  it.each([
    ['version: 1\nfailOn: high\nfailOn: critical', 'failOn'],
    ['version: 1\nvendors:\n  acme:\n    failOn: high\n    failOn: critical', 'vendors.acme.failOn'],
    ['version: 1\nvendors:\n  acme: *a', 'vendors.acme'],
    [`version: 1\na: &a [1,1]\nlimits: [${'*a,'.repeat(200)}]`, 'limits'],
  ])('names the key where %j is not valid YAML', (text, key) => {
    expect(() => parsePolicy(text, NOW)).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_INVALID', facts: { key } }),
    );
  });

  it.each([
    ['a key twice', 'version: 1\nfailOn: high\nfailOn: critical'],
    ['broken syntax', 'version: 1\n allow: ['],
    ['two documents', 'version: 1\n---\nversion: 1'],
    ['an unknown tag', 'version: !run 1'],
    ['an alias of nothing', 'version: *a'],
    [
      'an alias that grows without end',
      `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'.replace(/./g, (key, at: number) => `${key}: &${key} [${`*${'abcdefg'[at] ?? ''},`.repeat(9)}]\n`)}`,
    ],
  ])('refuses %s', (...[, text]) => {
    expect(() => parsePolicy(text, NOW)).toThrow(VaultError);
    expect(() => parsePolicy(text, NOW)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }));
  });
});
