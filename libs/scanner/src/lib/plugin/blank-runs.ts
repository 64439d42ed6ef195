/** Code behind blanks: where it starts, and by how many blanks or lines it was pushed out of sight. */
export interface HiddenCode {
  readonly offset: number;
  /** Where the line ends. */
  readonly end: number;
  readonly blanks: number;
  readonly by: 'columns' | 'lines';
}

/** No screen is that wide, and nobody indents that far. */
const MIN_COLUMNS = 200;
/** Nobody scrolls past so many empty lines in the belief that more follows. */
const MIN_LINES = 200;
const COLUMNS = new RegExp(`(?<![^\\S\\r\\n])[^\\S\\r\\n]{${MIN_COLUMNS},}(?=\\S)`, 'g');

/** The places of a text that blanks push off the screen, to the right or below. */
export function hiddenCode(text: string): readonly HiddenCode[] {
  const right = [...text.matchAll(COLUMNS)].map(({ 0: run, index }): HiddenCode => {
    const offset = index + run.length;
    return { offset, end: endOfLine(text, offset), blanks: run.length, by: 'columns' };
  });
  return [...right, ...below(text)];
}

function below(text: string): readonly HiddenCode[] {
  const found: HiddenCode[] = [];
  let blanks = 0;
  for (let at = 0; at < text.length; at = endOfLine(text, at) + 1) {
    const end = endOfLine(text, at);
    if (isBlank(text, at, end)) {
      blanks += 1;
      continue;
    }
    // What stands first in the file hides behind nothing.
    if (blanks >= MIN_LINES && at > blanks) found.push({ offset: at, end, blanks, by: 'lines' });
    blanks = 0;
  }
  return found;
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!/\s/.test(text.charAt(at))) return false;
  return true;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
