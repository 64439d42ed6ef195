import { magicOf, type Magic } from './magic.ts';
import type { PluginFile } from './plugin.ts';

/** How a program begins in base64: ELF, PE and Mach-O. */
const ENCODED = /(?:f0VMR|TV[opqr]|z\/rt\/|zvrt\/|yv66v)[A-Za-z0-9+/]{400,}/g;
/** The head tells what it is. */
const HEAD = 8192;
const MIN_TAIL = 32;
const MAX_TAIL = 1024 * 1024;
const CODE =
  /\b(?:require|eval|Function|exec|execSync|spawn|fetch|atob|import)\s*\(|<script\b|<\?php|^#!\s*\//m;

/** Programs of the machine that a text holds in base64. */
export function encodedPrograms(text: string): readonly { readonly magic: Magic; readonly offset: number }[] {
  return [...text.matchAll(ENCODED)].flatMap(({ 0: run, index }) => {
    const magic = magicOf(Buffer.from(run.slice(0, HEAD), 'base64'));
    return magic?.family === 'native' ? [{ magic, offset: index }] : [];
  });
}

/** Whether code stands behind the end of what the first bytes say the file is. */
export function hasCodeBehind({ content, magic }: Pick<PluginFile, 'content' | 'magic'>): boolean {
  if (magic === undefined || magic.family === 'native') return false;
  const end = content.length;
  let start = end;
  while (start > 0 && end - start < MAX_TAIL && isPrintable(content[start - 1] ?? 0)) start -= 1;
  if (start === 0 || end - start < MIN_TAIL) return false;
  return CODE.test(new TextDecoder('latin1').decode(content.subarray(start, end)));
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13);
}
