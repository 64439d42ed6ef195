import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { policyJsonSchema } from './known-keys.ts';
import { parsePolicy } from './parse-policy.ts';
import { policySchema } from './policy-schema.ts';
import { PROFILES } from './profiles.ts';

const guide = readFileSync(new URL('../../../../../docs/policy.md', import.meta.url), 'utf8');
const examples = Array.from(guide.matchAll(/```yaml\n([^]*?)```/g), ([, text = '']) => text);
const NOW = new Date('2026-11-28T00:00:00Z');

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const isValid = ajv.compile(policyJsonSchema());

describe('docs/policy.md', () => {
  it.each(examples)('shows a policy that can be read: %s', (text) => {
    expect(parsePolicy(text, NOW)).toMatchObject({ version: 1 });
    expect(isValid(parse(text))).toBe(true);
  });

  it('shows every profile, and every key in one example', () => {
    const shown = examples.map((text) => parse(text) as Record<string, unknown>);
    expect(shown.map(({ profile }) => profile)).toEqual(expect.arrayContaining([...PROFILES]));
    const keys = Object.keys(policySchema.shape);
    const missing = keys.filter((key) => !['allowedExtensions', 'deniedTypes'].includes(key));
    expect(Object.keys(shown.at(-1) ?? {})).toEqual(expect.arrayContaining(missing));
  });
});

describe('policyJsonSchema', () => {
  it.each([
    { version: 2 },
    { version: 1, failon: 'high' },
    { version: 1, rules: { 'EXE-999': 'off' } },
    { version: 1, vendors: { acme: { allow: [] } } },
    { version: 1, capabilities: { network: { alow: [] } } },
    { version: 1, waivers: [{ rule: 'EXE-001' }] },
    { version: 1, minimumReleaseAge: '7 days' },
  ])('refuses %j, as the parser does', (policy) => {
    expect(isValid(policy)).toBe(false);
    expect(() => parsePolicy(JSON.stringify(policy), NOW)).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }),
    );
  });

  it('describes every key', () => {
    const undescribed = (schema: unknown, path: string): readonly string[] => {
      if (typeof schema !== 'object' || schema === null) return [];
      const { properties = {} } = schema as {
        readonly properties?: Record<string, { description?: string }>;
      };
      const here = Object.entries(properties)
        .filter(([, { description = '' }]) => description === '')
        .map(([key]) => `${path}.${key}`);
      return [
        ...here,
        ...Object.entries(schema).flatMap(([key, child]) => undescribed(child, `${path}.${key}`)),
      ];
    };
    expect(undescribed(policyJsonSchema(), '')).toEqual([]);
  });
});
