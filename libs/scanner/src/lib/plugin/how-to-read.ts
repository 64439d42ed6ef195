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

/** Node.js runs TypeScript where a manifest names it; elsewhere it may be the template of a generator. */
function readTypeScript({ isTarget, path }: PluginFile): HowToRead {
  if (isTarget && !/\.d\.[cm]?ts$/.test(path)) return { read: 'yes' };
  return { read: 'guess', reason: 'not TypeScript that can be parsed: only its text was checked' };
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
