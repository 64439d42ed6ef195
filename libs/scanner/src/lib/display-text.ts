import { HOLE } from './javascript/text.ts';

/** The longest piece of a plugin's text that a message quotes. */
const MAX_QUOTE = 80;

/**
 * Makes text of a plugin safe to print: no control, bidirectional, zero-width or private character survives, so
 * that no terminal, log or web page can be driven by a file name or a string of a hostile plugin.
 */
export function toDisplayText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu,
    escape,
  );
}

/** A short, safe quotation between backticks; what is not known of a folded text shows as dots. */
export function quote(text: string): string {
  const shown = text.replaceAll(HOLE, '...');
  const short = shown.length > MAX_QUOTE ? `${shown.slice(0, MAX_QUOTE)}...` : shown;
  return `\`${toDisplayText(short).replaceAll('`', "'")}\``;
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
