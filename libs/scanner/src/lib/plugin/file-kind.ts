import { isText } from './decode-text.ts';
import type { Magic } from './magic.ts';

/** How a file is read. `binary` is everything that is neither text nor known. */
export type FileKind = 'javascript' | 'typescript' | 'shell' | 'json' | 'text' | 'binary';

const BY_EXTENSION = new Map<string, FileKind>([
  ...['js', 'mjs', 'cjs', 'jsx', 'es6'].map((end) => [end, 'javascript'] as const),
  ...['ts', 'mts', 'cts', 'tsx'].map((end) => [end, 'typescript'] as const),
  ...['sh', 'bash', 'zsh', 'fish', 'command', 'bat', 'cmd', 'ps1', 'psm1'].map(
    (end) => [end, 'shell'] as const,
  ),
  ...['json', 'map', 'webmanifest'].map((end) => [end, 'json'] as const),
]);

const NODE_SHEBANG = /^#!.*\b(?:node|nodejs|bun|deno)\b/;
const SHELL_SHEBANG = /^#!.*\b(?:ba|z|da|k|a)?sh\b/;

/** Decides by extension, then by shebang, then by content. Code wins: a `.js` file is code whatever its bytes are. */
export function kindOf(path: string, content: Uint8Array, magic: Magic | undefined): FileKind {
  const known = BY_EXTENSION.get(extensionOf(path));
  if (known === 'javascript' || known === 'typescript') return known;
  const head = new TextDecoder('latin1').decode(content.subarray(0, 200));
  if (NODE_SHEBANG.test(head)) return 'javascript';
  if (SHELL_SHEBANG.test(head)) return 'shell';
  if (magic !== undefined || !isText(content)) return 'binary';
  return known ?? 'text';
}

/** Lower case, without the dot; empty if there is none. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}
