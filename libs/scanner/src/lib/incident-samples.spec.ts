import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { scanOf } from './testing/hits-of.ts';

/** As `vectors/incidents/README.md` says. */
interface IncidentSample {
  readonly incident: string;
  readonly family: string;
  readonly expect: readonly string[];
  /** Absent where the default policy blocks it. */
  readonly verdict?: 'pass';
  readonly files: Readonly<Record<string, readonly string[]>>;
}

const folder = new URL('../../../../vectors/incidents/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .toSorted()
  .map((name) => ({ name: name.replace('.json', ''), sample: readSample(name) }));

function readSample(name: string): IncidentSample {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as IncidentSample;
}

describe('scan of the incident samples, under the default policy', () => {
  it('has a sample for every family', () => {
    expect(samples.length).toBeGreaterThanOrEqual(60);
  });

  it.each(samples)('knows $name', ({ sample }) => {
    const files = Object.entries(sample.files).map(([path, lines]) => [path, lines.join('\n')] as const);
    const { verdict, complete, findings } = scanOf(Object.fromEntries(files));
    expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(
      expect.arrayContaining([...sample.expect]),
    );
    expect(complete).toBe(true);
    expect(verdict).toBe(sample.verdict ?? 'block');
  });
});
