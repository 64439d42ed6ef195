/** A text that a person does not see where an agent reads it. */
export interface HiddenText {
  readonly offset: number;
  readonly text: string;
  readonly how: string;
  /** The way of hiding has no honest use. */
  readonly isCovert: boolean;
}

const TAGS = /[\u{E0020}-\u{E007F}]{4,}/gu;
const SELECTORS = /[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]{4,}/gu;
const ZERO_WIDTH = /[\u{200B}-\u{200D}\u{2060}-\u{2064}\u{FEFF}\u{180E}]{16,}/gu;
const COMMENT = /<!--([\s\S]{1,4000}?)-->/g;
const MARKDOWN_COMMENT = /^\[(?:\/\/|comment|_|#)\]:\s{1,4}(?:#|<>)\s{0,4}["'(]([^\n]{1,2000})["')]/gim;
const STYLE =
  /<[a-z][a-z0-9-]{0,20}\s[^<>]{0,300}?(?:style\s{0,2}=\s{0,2}["'][^"'<>]{0,200}?(?:display\s{0,2}:\s{0,2}none|visibility\s{0,2}:\s{0,2}hidden|font-size\s{0,2}:\s{0,2}[01](?:px|pt|em|rem|%)?(?![\d.])|opacity\s{0,2}:\s{0,2}0(?:\.0\d?)?(?![\d.])|color\s{0,2}:\s{0,2}(?:#fff(?:fff)?|white|transparent|rgba?\(255,\s{0,2}255,\s{0,2}255)|(?:left|top|text-indent)\s{0,2}:\s{0,2}-\d{3,})|hidden(?=[\s>])|fill\s{0,2}=\s{0,2}["'](?:white|#fff(?:fff)?|transparent)["'])[^<>]{0,300}>([^<]{8,3000})/gi;
const FAR = /(?<![ \t\u00a0\u3000])[ \t\u00a0\u3000]{120,}(\S[^\n]{10,2000})/g;
const BELOW = /(?<![\s])(?:\r?\n[ \t]*){40,}(\S[\s\S]{10,2000})/g;
const BASE64 = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{32,8000}={0,2}(?![A-Za-z0-9+/=_-])/g;
const HEX = /(?<![0-9a-fA-F])(?:[0-9a-f]{2}){24,4000}(?![0-9a-f])/gi;

/** Every way in which characters that are not seen spell a text. */
export function spelledTexts(text: string): readonly HiddenText[] {
  if (!/[\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff\u180e\udb40]/.test(text)) return [];
  return [
    ...[...text.matchAll(TAGS)]
      .filter(({ index }) => !isFlag(text, index))
      .map((found) => toHidden(found, 'Unicode tags', ofTags(found[0]))),
    ...[...text.matchAll(SELECTORS)].map((found) =>
      toHidden(found, 'variation selectors', ofSelectors(found[0])),
    ),
    ...[...text.matchAll(ZERO_WIDTH)].map((found) =>
      toHidden(found, 'zero-width characters', ofZeroWidth(found[0])),
    ),
  ];
}

/** Texts that are written as such and not shown, or shown where nobody looks. */
export function unshownTexts(text: string): readonly HiddenText[] {
  const group = (pattern: RegExp, how: string, isCovert: boolean): readonly HiddenText[] =>
    [...text.matchAll(pattern)].map((found) => {
      const inner = found[1] ?? '';
      return { offset: found.index + Math.max(0, found[0].indexOf(inner)), text: inner, how, isCovert };
    });
  return [
    ...group(COMMENT, 'a comment', false),
    ...group(MARKDOWN_COMMENT, 'a comment', false),
    ...group(STYLE, 'text that is styled away', true),
    ...group(FAR, 'text far to the right', true),
    ...group(BELOW, 'text far below', true),
    ...encoded(text, BASE64, 'base64'),
    ...encoded(text, HEX, 'hex'),
  ];
}

function encoded(text: string, pattern: RegExp, form: 'base64' | 'hex'): readonly HiddenText[] {
  return [...text.matchAll(pattern)].flatMap(({ index, 0: blob }) => {
    const inner = Buffer.from(blob, form).toString('utf8');
    return isReadable(inner) ? [{ offset: index, text: inner, how: form, isCovert: false }] : [];
  });
}

function toHidden({ index }: { readonly index: number }, how: string, text: string): HiddenText {
  return { offset: index, text, how, isCovert: true };
}

/** England, Scotland and Wales are written with tags behind a black flag. */
function isFlag(text: string, index: number): boolean {
  return text.slice(index - 2, index) === '\u{1F3F4}';
}

function ofTags(run: string): string {
  return Array.from(run, (tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000)).join('');
}

function ofSelectors(run: string): string {
  const bytes = Array.from(run, (selector) => {
    const point = selector.codePointAt(0) ?? 0;
    return point >= 0xe0100 ? point - 0xe0100 + 16 : point - 0xfe00;
  });
  const text = Buffer.from(bytes).toString('utf8');
  return isReadable(text) ? text : '';
}

/** Two of the characters stand for the bits, whichever they are. */
function ofZeroWidth(run: string): string {
  const letters = Array.from(run);
  const [one, two] = [...new Set(letters)];
  for (const zero of [one, two]) {
    const bits = letters
      .filter((letter) => letter === one || letter === two)
      .map((letter) => (letter === zero ? '0' : '1'));
    const bytes = (bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    const text = Buffer.from(bytes).toString('utf8');
    if (isReadable(text)) return text;
  }
  return '';
}

function isReadable(text: string): boolean {
  return text.length > 0 && !/[\p{Cc}\p{Co}\p{Cn}\u{FFFD}]/u.test(text.replaceAll(/[\n\r\t]/g, ''));
}
