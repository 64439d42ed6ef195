import type { Words } from './statements.ts';

export const FETCHERS = new Set([
  'curl',
  'wget',
  'fetch',
  'aria2c',
  'iwr',
  'irm',
  'invoke-webrequest',
  'invoke-restmethod',
  'certutil',
  'bitsadmin',
  'start-bitstransfer',
]);

export const SHELLS = new Set([
  'sh',
  'bash',
  'zsh',
  'dash',
  'ksh',
  'ash',
  'fish',
  'cmd',
  'powershell',
  'pwsh',
]);

export const INTERPRETERS = new Set([
  ...SHELLS,
  'node',
  'nodejs',
  'python',
  'python2',
  'python3',
  'perl',
  'ruby',
  'php',
  'deno',
  'bun',
  'osascript',
  'iex',
  'invoke-expression',
]);

/** Words that stand before the real program. */
const PREFIXES = new Set([
  'sudo',
  'env',
  'exec',
  'nohup',
  'command',
  'time',
  'start',
  'cross-env',
  'npx',
  'if',
  'then',
  'else',
  'do',
  '!',
  '(',
  '{',
  '@',
  'call',
]);

/** The program a stage runs and what follows it: `sudo -E /bin/bash -s` is `bash`, `-s`. */
export function programOf(words: Words): { readonly program: string; readonly args: Words } {
  let at = 0;
  let prefixed = false;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (PREFIXES.has(word.toLowerCase())) prefixed = true;
    else if (!/^[A-Za-z_]\w*=/.test(word) && !(prefixed && word.startsWith('-'))) break;
  }
  return { program: baseName(words[at] ?? ''), args: words.slice(at + 1) };
}

function baseName(word: string): string {
  const name =
    word
      .replace(/^[({@]+/, '')
      .split(/[\\/]/)
      .at(-1) ?? '';
  return name.toLowerCase().replace(/\.(?:exe|cmd|bat)$/, '');
}
