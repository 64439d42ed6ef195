/** Stands for a part that is not known. */
export const HOLE = '\u{FFFC}';

export interface Text {
  readonly value: string;
  /** No part of it is unknown. */
  readonly complete: boolean;
  /** As it stands in the source; put together from pieces; or decoded from another form. */
  readonly made: 'written' | 'joined' | 'decoded';
}

const MAX_CANDIDATES = 24;
const MAX_LENGTH = 1024 * 1024;
const UNKNOWN: Text = { value: HOLE, complete: false, made: 'written' };

/** Every way to put one candidate of each part after another; too many ways become a hole. */
export function join(parts: readonly (readonly Text[])[], separator = ''): readonly Text[] {
  let found: readonly Text[] = [{ value: '', complete: true, made: 'written' }];
  for (const [index, candidates] of parts.entries()) {
    const known =
      candidates.length === 0 || candidates.length * found.length > MAX_CANDIDATES ? [UNKNOWN] : candidates;
    const glue = index === 0 ? '' : separator;
    found = found.flatMap((left) => known.map((right) => concatenate(left, right, glue)));
  }
  return found.some(({ value }) => value.replaceAll(HOLE, '') !== '') ? found : [];
}

function concatenate(left: Text, right: Text, glue: string): Text {
  const value = (left.value + glue + right.value).slice(0, MAX_LENGTH);
  const complete = left.complete && right.complete && value.length < MAX_LENGTH;
  return { value, complete, made: madeOf(left, right) };
}

function madeOf(left: Text, right: Text): Text['made'] {
  if (left.made === 'decoded' || right.made === 'decoded') return 'decoded';
  if (left.value === '') return right.made;
  return right.value === '' ? left.made : 'joined';
}
