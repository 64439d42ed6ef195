import { describe, expect, it } from '@jest/globals';
import { pluginFiles } from '@ragnos-vault/testing';
import fc from 'fast-check';
import { DEFAULT_POLICY, scan, summarise, type ScanReport } from '../../index.ts';
import type { FileMember } from '@ragnos-vault/archive';

const INPUT = { name: 'a', version: '1.0.1', sha256: 'ab'.repeat(32), now: new Date(0) };
const POOL = pluginFiles({
  'a.js': `fetch('https://a.example/')`,
  'b.js': `fetch('https://b.example/'); eval(text)`,
  'c.js': `require('child_process').execFile('git'); use(process.env.NPM_TOKEN)`,
  'd.js': `x=[${'f(1,2),'.repeat(1000)}]`,
  'e.js': Array.from({ length: 150 }, (_, at) => `use(process.env.A${at})`).join(';'),
  'f.node': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46),
  'package.json': '{"dependencies":{"b":"1"},"scripts":{"postinstall":"node a.js"},"bin":{"a":"a.js"}}',
});
const some = fc.subarray([...POOL]);

const strict = { ...DEFAULT_POLICY, profile: 'strict' } as const;
const scanAfter = (
  before: readonly FileMember[],
  files: readonly FileMember[],
  policy = strict,
): ScanReport =>
  scan({ ...INPUT, files, previous: summarise({ ...INPUT, version: '1.0.0', files: before }) }, policy);
const RANK = ['pass', 'allowed', 'block'] as const;

describe('a scan against the previous version', () => {
  it('is the same in whichever order the files of either come', () => {
    fc.assert(
      fc.property(
        some,
        some,
        fc.shuffledSubarray([...POOL], { minLength: POOL.length }),
        (before, now, order) => {
          const sort = (files: readonly FileMember[]) => order.filter((file) => files.includes(file));
          expect(scanAfter(sort(before), sort(now))).toEqual(scanAfter(before, now));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('never lowers a verdict for files that are added', () => {
    fc.assert(
      fc.property(some, some, some, (before, few, others) => {
        const more = POOL.filter((file) => few.includes(file) || others.includes(file));
        const [less, all] = [scanAfter(before, few), scanAfter(before, more)];
        expect(RANK.indexOf(all.verdict)).toBeGreaterThanOrEqual(RANK.indexOf(less.verdict));
      }),
      { numRuns: 40 },
    );
  });

  it('takes nothing away from a scan without it', () => {
    fc.assert(
      fc.property(some, some, (before, now) => {
        const alone = scan({ ...INPUT, files: now }, strict).findings;
        expect(scanAfter(before, now).findings).toEqual(expect.arrayContaining([...alone]));
      }),
      { numRuns: 30 },
    );
  });

  it('finds nothing new in the same files', () => {
    fc.assert(
      fc.property(some, (files) => {
        expect(scanAfter(files, files).findings).toEqual(scan({ ...INPUT, files }, strict).findings);
      }),
      { numRuns: 30 },
    );
  });
});
