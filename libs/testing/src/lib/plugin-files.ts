import type { FileMember } from '@ragnos-vault/archive';

/** What a plugin holds, by path; a text alone is its `index.js`. */
export type PluginSketch = string | Readonly<Record<string, string | Uint8Array>>;

/** The files of a plugin as the archive reader would give them, in the order they are written down. */
export function pluginFiles(sketch: PluginSketch): readonly FileMember[] {
  const contents = typeof sketch === 'string' ? { 'index.js': sketch } : sketch;
  return Object.entries(contents).map(([path, content]) => ({
    path,
    mode: 0o644,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  }));
}
