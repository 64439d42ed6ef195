export interface Sentence {
  readonly text: string;
  readonly start: number;
}

const END = /[.!?;]["')\]]{0,3}(?=\s)|[。！？；]|\n(?=[ \t]{0,20}(?:\n|[-+#>|<]|\d{1,2}[.)]))/g;
const MAX_LENGTH = 2000;

/** Cuts a text where a sentence, an item of a list or a paragraph ends; what never ends is cut by length. */
export function sentencesOf(text: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  const cut = (end: number): void => {
    for (; start < end; start += MAX_LENGTH) {
      const piece = text.slice(start, Math.min(end, start + MAX_LENGTH));
      if (piece.trim() !== '') sentences.push({ text: piece, start });
    }
    start = end;
  };
  for (const { index, 0: mark } of text.matchAll(END)) cut(index + mark.length);
  cut(text.length);
  return sentences;
}
