import type { PluginFile } from '../plugin/plugin.ts';

const MIN_BYTES = 4096;
/** Bytes a line, on average: people and formatters break lines long before. */
const MINIFIED_LINE = 400;
/** Bits a byte. Minified code has 5.5 at most, base64 has 6, what is encrypted 8. */
const DENSE = 5.8;
/** Compressed data of a known format comes near to this; what is encrypted does not fall below it. */
const RANDOM = 7.6;
const NEW_LINE = 10;

/** Whether a source has been written by a minifier. */
export function isMinified({ content }: Pick<PluginFile, 'content'>): boolean {
  return content.length >= MIN_BYTES && content.length > MINIFIED_LINE * (countOf(content)[NEW_LINE] ?? 0);
}

/** Whether a text is nearly as random as one can be. Text of many alphabets is no such thing. */
export function isDense({ content }: Pick<PluginFile, 'content'>): boolean {
  if (content.length < MIN_BYTES) return false;
  const counts = countOf(content);
  const isAscii = counts.slice(128).every((count) => count === 0);
  return isAscii && entropyOf(counts, content.length) >= DENSE;
}

/** Whether the bytes are as random as what is encrypted or compressed. */
export function isEncrypted({ content }: Pick<PluginFile, 'content'>): boolean {
  return content.length >= MIN_BYTES && entropyOf(countOf(content), content.length) >= RANDOM;
}

function countOf(content: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const byte of content) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts;
}

function entropyOf(counts: Uint32Array, total: number): number {
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / total) * Math.log2(count / total);
  return bits;
}
