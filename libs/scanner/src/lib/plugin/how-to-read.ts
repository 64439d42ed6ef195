import { decodeText } from './decode-text.ts';
import type { PluginFile } from './plugin.ts';

/**
 * `yes`: it is JavaScript, and not being able to parse it is a finding. `guess`: it may be. `no`: it is not. A reason
 * says why it counts as skipped if it was not parsed; without one the text rules have seen all of it.
 */
export interface HowToRead {
  readonly read: 'yes' | 'guess' | 'no';
  readonly reason?: string;
}

/** What code that does anything must mention; without it a data file is not worth a parser. */
const CODE =
  /\b(?:require|import|eval|Function|process|child_process|globalThis|exec|spawn|fetch|atob|Buffer|setTimeout)\b[^\n]{0,200}?[(`[]/;

export function howToRead(file: PluginFile): HowToRead {
  switch (file.kind) {
    case 'javascript':
      return { read: 'yes' };
    case 'typescript':
      return readTypeScript(file);
    case 'json':
      return isJson(file.text()) ? { read: 'no' } : readData(file);
    case 'text':
    case 'shell':
      return readData(file);
    case 'binary':
      return {
        ...readData(file),
        reason: `${file.magic?.name ?? 'unknown'} binary: only its type was checked`,
      };
  }
}

/**
 * TypeScript that is plain JavaScript is parsed as such; other TypeScript is left to the text rules. Node.js strips
 * types and runs it all the same, so an entry point written in it must not pass unread.
 */
function readTypeScript({ isTarget, path }: PluginFile): HowToRead {
  if (isTarget && !/\.d\.[cm]?ts$/.test(path)) return { read: 'yes' };
  return { read: 'guess', reason: 'TypeScript: its text was checked, its syntax was not' };
}

function readData(file: PluginFile): HowToRead {
  const text = file.kind === 'binary' ? decodeText(file.content) : file.text();
  if (file.isTarget && file.kind !== 'shell' && file.magic === undefined) return { read: 'guess' };
  return CODE.test(text) ? { read: 'guess' } : { read: 'no' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
