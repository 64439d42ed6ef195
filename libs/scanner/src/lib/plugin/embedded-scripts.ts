import { extensionOf } from './file-kind.ts';
import type { PluginFile } from './plugin.ts';

/** A piece of code that stands in another text. */
export interface EmbeddedScript {
  readonly text: string;
  readonly offset: number;
}

const MARKUP = new Set(['html', 'htm', 'xhtml', 'svg', 'vue', 'svelte', 'astro', 'hta']);
const TAG = /<(\/?)script\b[^>]{0,1000}>/gi;

/** What stands between `<script>` and `</script>` in pages, pictures and components. */
export function embeddedScripts(file: PluginFile): readonly EmbeddedScript[] {
  if (!MARKUP.has(extensionOf(file.path)) || file.kind === 'binary') return [];
  const text = file.text();
  const found: EmbeddedScript[] = [];
  let start: number | undefined;
  for (const { 0: tag, 1: slash, index } of text.matchAll(TAG)) {
    if (slash === '') start ??= index + tag.length;
    else if (start !== undefined) {
      found.push({ text: text.slice(start, index), offset: start });
      start = undefined;
    }
  }
  return found;
}
