import { toDisplayText } from '../display-text.ts';

/** The longest text of a plugin in a markdown report, in UTF-16 code units. */
const MAX_TEXT = 500;
/** Makes `@name` a name and no call of a person: GitHub looks for them after entities are read. */
const ZERO_WIDTH_SPACE = '&#8203;';

/**
 * Text that a plugin may have written, as markdown which shows it and does nothing else: no link, picture, HTML, code,
 * cell, heading, list or mention begins in it. It is one line, and long text is cut.
 */
export function toMarkdownText(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
  return toDisplayText(short)
    .replace(/[&<>`|*_[\](){}\\~#!$"'^]/g, toEntity)
    .replaceAll('@', `@${ZERO_WIDTH_SPACE}`)
    .replaceAll('://', '&#58;//')
    .replace(/www\./gi, (found) => `${found.slice(0, -1)}&#46;`)
    .replace(/^[-+=:\d ]/, toEntity)
    .replace(/ $/, toEntity);
}

function toEntity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
