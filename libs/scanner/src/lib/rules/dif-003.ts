import { quote } from '../display-text.ts';
import type { Rule } from '../rule.ts';

export const DIF_003: Rule = {
  id: 'DIF-003',
  title: 'Signed by other keys than the previous version',
  severity: 'medium',
  what: 'None of the keys that signed the previous version has signed this one. Both are trusted: the repository delegates to them.',
  why: 'A stolen or a newly added key signs as well as any; who always signed a plugin is the first thing to ask when that changes.',
  incident: 'event-stream 2018 (a new maintainer), xz 2024',
  fix: 'Rotate keys with the threshold of the old ones, and tell consumers of it.',
  *checkDifference({ now, before }) {
    const [signers, known] = [now.signers ?? [], before.signers ?? []];
    if (signers.length === 0 || known.length === 0) return;
    if (signers.some((keyId) => known.includes(keyId))) return;
    const shown = signers.slice(0, 3).map((keyId) => quote(keyId.slice(0, 12)));
    yield { path: 'package.json', message: `is signed by other keys than before: ${shown.join(', ')}` };
  },
};
