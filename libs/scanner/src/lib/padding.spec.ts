import { describe, expect, it } from '@jest/globals';
import { manifest, scanOf } from './testing/hits-of.ts';

// What costs more than its length would not come to an end: a test of this file that hangs has found a way to stop a scan.
const LENGTH = 400_000;
const UNITS = [
  ' ',
  '\n',
  '\t',
  '  \n',
  '\r\n',
  '>',
  '"',
  'a',
  'a ',
  '/',
  '(',
  '<!--',
  '```',
  '\u200b',
  'aGVs',
];

const FILES: Readonly<Record<string, (padding: string) => string>> = {
  'README.md': (padding) => `x${padding}y`,
  'SKILL.md': (padding) => `---\nname: a\n---\n${padding}`,
  '.npmrc': (padding) => padding,
  'a.html': (padding) => `<p>${padding}<script>`,
  'a.json': (padding) => JSON.stringify({ a: padding }),
  'a.sh': (padding) => `#!/bin/sh\necho ${padding}`,
  'a.js': (padding) => `/* ${padding.replaceAll('*/', '')} */ module.exports = 1;`,
};

describe('a scan of padding', () => {
  it.each(UNITS.map((unit) => [JSON.stringify(unit), unit]))('comes to an end: %s', (_, unit) => {
    const padding = unit.repeat(LENGTH / unit.length);
    const files = Object.entries(FILES).map(([path, make]) => [path, make(padding)] as const);
    expect(scanOf({ ...manifest({}), ...Object.fromEntries(files) }).complete).toBe(true);
  });
});
