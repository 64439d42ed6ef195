import { parseHeadings } from './lib/headings.js';
import { createSlugger } from './lib/slug.js';

/**
 * Makes the table of contents of a Markdown document, as a nested list of links.
 *
 * @param {string} markdown
 * @param {{ minDepth?: number, maxDepth?: number }} [options] Levels of heading to list; 2 to 3 if missing.
 * @returns {string} One line per heading, indented below the level before; empty where there is none.
 */
export function markdownToc(markdown, { minDepth = 2, maxDepth = 3 } = {}) {
  const slugOf = createSlugger();
  return parseHeadings(markdown)
    .map(({ depth, text }) => ({ depth, text, slug: slugOf(text) }))
    .filter(({ depth }) => depth >= minDepth && depth <= maxDepth)
    .map(({ depth, text, slug }) => `${'  '.repeat(depth - minDepth)}- [${text}](#${slug})`)
    .join('\n');
}
