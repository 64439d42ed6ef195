/** Bytes as text: UTF-8 as Node.js reads a source, UTF-16 where a mark says so. The mark itself is dropped. */
export function decodeText(content: Uint8Array): string {
  if (content[0] === 0xff && content[1] === 0xfe) return new TextDecoder('utf-16le').decode(content);
  if (content[0] === 0xfe && content[1] === 0xff) return new TextDecoder('utf-16be').decode(content);
  return new TextDecoder('utf-8').decode(content);
}

/** Whether the content reads as text; a NUL says no, unless the file is marked as UTF-16. */
export function isText(content: Uint8Array): boolean {
  if (content[0] === 0xff && content[1] === 0xfe) return true;
  if (content[0] === 0xfe && content[1] === 0xff) return true;
  return !content.includes(0);
}
