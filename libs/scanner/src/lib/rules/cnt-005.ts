import type { Hit, Rule } from '../rule.ts';

/** Code in which the order or the absence of characters deceives; prose may be written from right to left. */
const CODE = new Set(['javascript', 'typescript', 'shell']);

/** Selectors, tags, zero-width and blank letters: nothing one sees. A flag of a region needs seven in a row. */
const INVISIBLE =
  /[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}\u{E0000}-\u{E007F}\u{200B}-\u{200D}\u{2060}-\u{2064}\u{FEFF}\u{3164}\u{FFA0}\u{115F}\u{1160}\u{180B}-\u{180E}]{10,}/gu;
const PRIVATE = /[\u{E000}-\u{F8FF}\u{F0000}-\u{FFFFD}\u{100000}-\u{10FFFD}]{24,}/gu;
const BIDI = /[\u{202A}-\u{202E}\u{2066}-\u{2069}]/u;
/** Nobody reads a longer line, and generated tables hold every character there is. */
const MAX_READABLE = 2000;
const BLANK_NAME = /[\u{3164}\u{FFA0}\u{115F}\u{1160}]/u;

export const CNT_005: Rule = {
  id: 'CNT-005',
  title: 'Invisible or reordering characters',
  severity: 'high',
  what: 'A text holds a run of invisible characters long enough to encode a payload; or code holds a bidirectional control that is still open at the end of its line, or a name made of blank letters.',
  why: 'The code that runs is not the code one reads.',
  incident: 'GlassWorm 2025, Trojan Source CVE-2021-42574',
  fix: 'Write such characters as escapes.',
  *checkFile(file) {
    if (file.kind === 'binary') return;
    const text = file.text();
    yield* runs(text, INVISIBLE, 'invisible characters');
    if (!CODE.has(file.kind)) return;
    yield* runs(text, PRIVATE, 'characters of private use');
    if (BIDI.test(text)) yield* openControls(text);
  },
  *checkProgram({ program }) {
    for (const [name, { start }] of program.identifiers) {
      if (BLANK_NAME.test(name)) yield { offset: start ?? 0, message: 'a name is made of blank letters' };
    }
  },
};

function* runs(text: string, pattern: RegExp, kind: string): Iterable<Hit> {
  for (const found of text.matchAll(pattern)) {
    const characters = Array.from(found[0]);
    if (pattern === PRIVATE && isAlphabet(characters)) continue;
    yield { offset: found.index, message: `${characters.length} ${kind} in a row` };
  }
}

/** Tables of characters list them one after the other; a payload has no such order. */
function isAlphabet(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.filter((code, at) => at > 0 && code === (codes[at - 1] ?? 0) + 1);
  return steps.length >= (codes.length - 1) * 0.9;
}

function* openControls(text: string): Iterable<Hit> {
  let offset = 0;
  for (const line of text.split('\n')) {
    if (line.length <= MAX_READABLE && isOpenAtEnd(line))
      yield { offset, message: 'a bidirectional control is open at the end of the line' };
    offset += line.length + 1;
  }
}

function isOpenAtEnd(line: string): boolean {
  let embeddings = 0;
  let isolates = 0;
  for (const character of line) {
    if (/[\u{202A}\u{202B}\u{202D}\u{202E}]/u.test(character)) embeddings += 1;
    else if (/[\u{2066}-\u{2068}]/u.test(character)) isolates += 1;
    else if (character === '\u{202C}') embeddings = Math.max(0, embeddings - 1);
    else if (character === '\u{2069}') isolates = Math.max(0, isolates - 1);
  }
  return embeddings > 0 || isolates > 0;
}
