/** A text as an agent takes it in, and where each character of it stands in the file. */
export interface PlainText {
  readonly text: string;
  readonly at: (offset: number) => number;
}

const UNUSUAL = /[*`\u0080-\u{10FFFF}]/u;
const INVISIBLE =
  /[\u{AD}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2069}\u{FE00}-\u{FE0F}\u{FEFF}\u{E0000}-\u{E01EF}]/u;

/** Letters of other scripts that read as Latin ones, where they stand in for them. */
const TWINS = new Map(
  Array.from(
    'аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXαaοoνvρpιi'.matchAll(/(.)(.)/gu),
    (pair) => [pair[1] ?? '', pair[2] ?? ''],
  ),
);

/**
 * Takes away what a model reads through and a pattern stumbles over: marks of emphasis, invisible characters, wide and
 * mathematical letters, look-alikes inside Latin words.
 */
export function toPlainText(source: string): PlainText {
  if (!UNUSUAL.test(source)) return { text: source, at: (offset) => offset };
  const parts: string[] = [];
  const places: number[] = [];
  let offset = 0;
  for (const character of source) {
    const plain = plainForm(character, source[offset - 1], source[offset + character.length]);
    parts.push(plain);
    for (let unit = 0; unit < plain.length; unit += 1) places.push(offset);
    offset += character.length;
  }
  return { text: parts.join(''), at: (place) => places[place] ?? source.length };
}

function plainForm(character: string, before: string | undefined, after: string | undefined): string {
  if (character === '*' || character === '`') return ' ';
  if (character < '\u0080') return character;
  if (INVISIBLE.test(character)) return '';
  const twin = TWINS.get(character);
  if (twin !== undefined && (isLatin(before) || isLatin(after))) return twin;
  const compatible = character.normalize('NFKC');
  return /^[\x20-\x7e]+$/.test(compatible) ? compatible : character;
}

function isLatin(character: string | undefined): boolean {
  return character !== undefined && /[a-z]/i.test(character);
}
