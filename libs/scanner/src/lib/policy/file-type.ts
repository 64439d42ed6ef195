import type { PluginFile } from '../plugin/plugin.ts';

/** What a file can be, by its content. `binary`: neither text nor known. */
export const FILE_TYPES = [
  'javascript',
  'typescript',
  'shell',
  'json',
  'text',
  'native',
  'wasm',
  'archive',
  'image',
  'font',
  'media',
  'document',
  'binary',
] as const;

export type FileType = (typeof FILE_TYPES)[number];

/** All that a file is: machine code that is named as JavaScript is both. */
export function typesOf({ kind, magic }: Pick<PluginFile, 'kind' | 'magic'>): readonly FileType[] {
  if (magic === undefined) return [kind];
  return kind === 'binary' ? [magic.family] : [kind, magic.family];
}
