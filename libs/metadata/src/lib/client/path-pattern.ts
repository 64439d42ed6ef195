/**
 * Whether a target path matches a PATHPATTERN (TUF 4.5): `*` is any text and `?` any one character within a segment,
 * neither crosses a `/`, every other character stands for itself, and case counts.
 *
 * minimatch, which tuf-js asks, differs: its `*` passes over names that begin with a dot, and it knows more signs.
 */
export function matchesPathPattern(path: string, pattern: string): boolean {
  const segments = path.split('/');
  const patterns = pattern.split('/');
  return (
    segments.length === patterns.length &&
    patterns.every((part, at) => matchesSegment(segments[at] ?? '', part))
  );
}

// Only the last `*` is ever tried again, so that no pattern takes longer than its length times that of the name.
function matchesSegment(name: string, pattern: string): boolean {
  const [characters, signs] = [Array.from(name), Array.from(pattern)];
  let [at, sign] = [0, 0];
  let star: { readonly at: number; readonly sign: number } | undefined;
  while (at < characters.length) {
    if (signs[sign] === '*') {
      star = { at, sign };
      sign += 1;
    } else if (signs[sign] === '?' || signs[sign] === characters[at]) {
      at += 1;
      sign += 1;
    } else if (star !== undefined) {
      star = { at: star.at + 1, sign: star.sign };
      [at, sign] = [star.at, star.sign + 1];
    } else {
      return false;
    }
  }
  return signs.slice(sign).every((rest) => rest === '*');
}
