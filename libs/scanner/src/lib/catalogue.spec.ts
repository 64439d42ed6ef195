import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RULES } from './catalogue.ts';

const here = readdirSync(new URL('rules', import.meta.url));

describe('RULES', () => {
  it('names every rule once, by id, in order', () => {
    const ids = RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    for (const id of ids) expect(id).toMatch(/^[A-Z]{3}-\d{3}$/);
  });

  it('holds every file of rules/ that is named as a rule', () => {
    const files = here.filter((name) => /^[a-z]{3}-\d{3}\.ts$/.test(name)).toSorted();
    expect(RULES.map(({ id }) => `${id.toLowerCase()}.ts`)).toEqual(files);
  });

  it.each(RULES.map(({ id }) => id))('has a table of cases for %s', (id) => {
    const name = /^(?:ANA|ARC)-/.test(id) ? id.slice(0, 3).toLowerCase() : id.toLowerCase();
    expect(here).toContain(`${name}.spec.ts`);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    'says of %s all that the manual needs',
    (...[, rule]) => {
      for (const key of ['title', 'what', 'why', 'incident', 'fix'] as const)
        expect(rule[key]).toMatch(/\w{3}/);
    },
  );

  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    'lets %s look somewhere, or be reported by the scan',
    (...[id, rule]) => {
      const checks = [
        rule.checkPlugin,
        rule.checkFile,
        rule.checkProgram,
        rule.checkCommand,
        rule.checkDifference,
        rule.checkKnownBad,
      ];
      expect(checks.some((check) => check !== undefined)).toBe(!/^(?:ANA-00[1-4]|ARC-|POL-)/.test(id));
    },
  );
});
