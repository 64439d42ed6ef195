import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { scanOf } from '../testing/hits-of.ts';

const folder = new URL('../../../../../vectors/prompts/', import.meta.url);

/** `what--path`: the file as it lies in a plugin, `+` for a slash. */
function textsIn(kind: 'hostile' | 'honest'): readonly (readonly [string, string, string])[] {
  return readdirSync(new URL(kind, folder)).map((name) => [
    name,
    name.slice(name.indexOf('--') + 2).replaceAll('+', '/'),
    readFileSync(new URL(`${kind}/${name}`, folder), 'utf8'),
  ]);
}

const seen = (path: string, text: string): readonly string[] =>
  scanOf({ 'package.json': '{"name":"@acme/sample","version":"1.0.0"}', [path]: text })
    .findings.filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ rule, message }) => `${rule} ${message}`);

describe('the texts of vectors/prompts', () => {
  it('are enough', () => {
    expect(textsIn('hostile').length).toBeGreaterThanOrEqual(40);
    expect(textsIn('honest').length).toBeGreaterThanOrEqual(25);
  });

  it.each(textsIn('hostile'))('blocks %s', (_name, path, text) => {
    expect(seen(path, text).filter((row) => row.startsWith('PRM-'))).not.toEqual([]);
  });

  it.each(textsIn('honest'))('passes %s', (_name, path, text) => {
    expect(seen(path, text)).toEqual([]);
  });
});
