import { milder } from './milder.ts';
import type { Difference, PreviousRelease } from '../release/previous-release.ts';
import type { Rule } from '../rule.ts';

/** A release that has grown so many times, and by so much, is another thing. */
const MANY_TIMES = 4;
const MANY_BYTES = 1024 * 1024;

type Shape = 'obfuscated' | 'minified' | 'dense';

export const DIF_002: Rule = {
  id: 'DIF-002',
  title: 'Code that is harder to read than that of the previous signed version',
  severity: 'high',
  what: 'Against the version signed before, a file is obfuscated where none was (high); a text is as dense as encrypted or encoded data where none was (medium), or minified where none was (low); or the plugin has become more than four times as large (low). A new major version counts one step less.',
  why: 'Honest projects choose once how they ship; a payload that is added later has to be hidden among what people knew.',
  incident: 'event-stream 2018 (a minified file), Shai-Hulud 2025 (3 MB of bundle), chalk and debug 2025',
  fix: 'Ship sources in the form they always had, or say in the release why that has changed.',
  *checkDifference(difference) {
    const { now, before, isMajor } = difference;
    const grade = (severity: 'high' | 'medium' | 'low') => (isMajor ? milder(severity) : severity);
    for (const path of appeared(difference, 'obfuscated'))
      yield { path, message: 'is obfuscated, which no file was', severity: grade('high') };
    for (const path of appeared(difference, 'dense'))
      yield { path, message: 'is as dense as encrypted data, which no text was', severity: grade('medium') };
    for (const path of appeared(difference, 'minified'))
      yield { path, message: 'is minified, which no file was', severity: grade('low') };
    if (hasGrown(now, before))
      yield {
        path: 'package.json',
        message: `the plugin has grown from ${before.bytes} to ${now.bytes} bytes`,
        severity: 'low',
      };
  },
};

function appeared({ now, before }: Difference, shape: Shape): readonly string[] {
  return before[shape].length > 0 ? [] : now[shape];
}

function hasGrown(now: PreviousRelease, before: PreviousRelease): boolean {
  return now.bytes > before.bytes * MANY_TIMES && now.bytes > before.bytes + MANY_BYTES;
}
