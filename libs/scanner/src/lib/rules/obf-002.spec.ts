import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const rotate = (body: string): string =>
  `const t = ['a','b','c']; (function (f, g) { const h = f(); while (!![]) { ${body} } })(() => t, 0x1);`;

describe('OBF-002 rotated string table', () => {
  it.each([
    [
      'the usual form',
      rotate(
        `try { const v = -parseInt(d(1)) / 1 + parseInt(d(2)) / 2; if (v === g) break; else h.push(h.shift()); } catch (e) { h.push(h.shift()); }`,
      ),
    ],
    [
      'computed names',
      rotate(
        `try { const v = parseInt(d(1)) * parseInt(d(2)); if (v === g) break; h['push'](h['shift']()); } catch (e) {}`,
      ),
    ],
    [
      'a loop of another kind',
      `const h = list(); for (;;) { if (parseInt(x(0)) + parseInt(x(1)) === 7) break; h.push(h.shift()); }`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('OBF-002', js(source))).toEqual(['high index.js']);
  });

  it.each([
    ['a queue that turns', `while (queue.length > 1) { queue.push(queue.shift()); run(queue[0]); }`],
    [
      'numbers that are parsed',
      `while (lines.length) { sum += parseInt(lines.shift(), 10) * parseInt(lines.shift(), 10); }`,
    ],
    ['two lists', `while (a.length) { b.push(a.shift()); n = parseInt(x) + parseInt(y); }`],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('OBF-002', js(source))).toEqual([]);
  });
});
