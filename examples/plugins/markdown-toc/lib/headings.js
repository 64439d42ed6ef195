const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/**
 * The ATX headings of a document (CommonMark 4.2), without those inside fenced code.
 *
 * @param {string} markdown
 * @returns {{ depth: number, text: string }[]}
 */
export function parseHeadings(markdown) {
  const headings = [];
  let fence;
  for (const line of markdown.split(/\r?\n/)) {
    fence = fenceAfter(line, fence);
    const heading = fence === undefined ? HEADING.exec(line) : null;
    if (heading !== null) headings.push({ depth: heading[1].length, text: withoutClosing(heading[2]) });
  }
  return headings;
}

/** The fence that is open after a line: a closing one is at least as long as the opening one, and bare. */
function fenceAfter(line, open) {
  const [, marks, info] = FENCE.exec(line) ?? [];
  if (marks === undefined) return open;
  if (open === undefined) return marks[0] === '`' && info.includes('`') ? undefined : marks;
  const closes = marks[0] === open[0] && marks.length >= open.length && info.trim() === '';
  return closes ? undefined : open;
}

/** `## Title ##` is the heading `Title`. */
function withoutClosing(text) {
  return text.trim().replace(/(^|[ \t]+)#+$/, '');
}
