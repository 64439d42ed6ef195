import { describe, expect, it } from '@jest/globals';
import { NO_CAPABILITIES } from '../capabilities.ts';
import { VARIED_REPORT } from '../testing/varied-report.ts';
import { toMarkdown } from './markdown.ts';

const [NATIVE, SENDS] = VARIED_REPORT.findings;
const MAX_BYTES = 1024 * 1024;

describe('a report as markdown', () => {
  it('tells all of a report, the worst finding first', () => {
    expect(toMarkdown(VARIED_REPORT).split('\n')).toEqual([
      '## @&#8203;acme/hello@&#8203;1.0.0: block',
      '',
      '&#49; finding blocks, the worst is EXF-001 &#40;critical&#41; at index.js:3:7.',
      '3 findings in 9 files; profile standard, blocks from high on, sha256 bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.',
      '',
      '| Severity | Rule | Place | What was seen |',
      '| --- | --- | --- | --- |',
      '| **critical**, blocks | EXF-001 The whole environment leaves the machine | index.js:3:7 | sends &#96;process.env&#96; to &#96;&#92;u&#123;1b&#125;&#91;2Jevil&#124;&#92;u&#123;202e&#125;&#60;img onerror=x&#62;&#96;<br>from lib/gather.js:1:3 reads the environment<br>then index.js:2:1 is encoded |',
      '| medium | CNT-003 Native code | addon.node | is native code<br>lowered from high by profile standard |',
      '| low | EXF-001 The whole environment leaves the machine | index.js:9:1 | sends the environment<br>lowered from critical by the policy<br>waived until 2026-12-01 by Ada: for tests&#92;u&#123;a&#125; |',
      '',
      '<details><summary>How to fix (2)</summary>',
      '',
      '- EXF-001: Send the variables that are needed, by name.',
      '- CNT-003: Where the plugin needs it, review how it was built and allow the archive by name, version and sha256.',
      '',
      '</details>',
      '',
      '<details><summary>Capabilities (9)</summary>',
      '',
      '- network: a.example',
      '- network: b.example',
      '- network: c.example',
      '- network: d.example',
      '- network: e.example',
      '- network: f.example',
      '- environment: &#42;',
      '- write: out&#124;put',
      '- native: addon.node',
      '',
      '</details>',
      '',
      '<details><summary>Waivers (4)</summary>',
      '',
      '- used: EXF-001 index.js, until 2026-12-01, by Ada: for tests&#92;u&#123;a&#125;',
      '- expired: EXE-001 old.js, until 2026-01-01, by Bob: is gone',
      '- unused: EXE-002 x.js, until 2026-12-01, by Bob: no more',
      '- off: OBF-001, 1 finding',
      '',
      '</details>',
      '',
      '<details><summary>Looked at less closely than code is (6)</summary>',
      '',
      '- a.png: a picture',
      '- b.png: a picture',
      '- c.png: a picture',
      '- d.png: a picture',
      '- e.png: a picture',
      '- f.png: a picture',
      '',
      '</details>',
      '',
    ]);
  });

  it('leaves out what there is nothing of', () => {
    const nothing = { findings: [], skipped: [], waivers: [], off: [], capabilities: NO_CAPABILITIES };
    expect(
      toMarkdown({ ...VARIED_REPORT, ...nothing, verdict: 'pass' })
        .split('\n')
        .slice(0, -2),
    ).toEqual(['## @&#8203;acme/hello@&#8203;1.0.0: pass', '', 'nothing found is high or worse.']);
  });

  it('stays below 1 MiB and keeps the worst, whatever it holds', () => {
    const hostile = '\u{e0041}'.repeat(1000);
    const many = Array.from({ length: 200 }, (...[, at]) => `${at}${hostile}`);
    const finding = { path: hostile, message: hostile, flow: many.map((path) => ({ path, message: path })) };
    const report = {
      ...VARIED_REPORT,
      findings: [
        ...many.flatMap(() => (NATIVE === undefined ? [] : [{ ...NATIVE, ...finding }])),
        ...(SENDS === undefined ? [] : [SENDS]),
      ],
      capabilities: { ...NO_CAPABILITIES, network: many, write: many },
      skipped: many.map((path) => ({ path, reason: path })),
      waivers: many.flatMap((path) => VARIED_REPORT.waivers.map((waiver) => ({ ...waiver, path }))),
    };
    const text = toMarkdown(report);
    expect(new TextEncoder().encode(text).length).toBeLessThan(MAX_BYTES);
    expect(text).toContain('| **critical**, blocks | EXF-001');
    const rows = text.split('\n').filter((line) => line.startsWith('| medium')).length;
    expect(text).toContain(`\n${200 - rows} findings are left out here, the least severe of all.\n`);
  });
});
