/** The two published folders of a repository; nothing else has an address. */
export type Folder = 'metadata' | 'targets';

export interface ServedPath {
  readonly folder: Folder;
  /** Decoded names below the folder; none is empty, hidden or holds a separator. */
  readonly segments: readonly string[];
}

const TEMPORARY = /(?:~|\.(?:tmp|temp|part|partial|swp|lock))$/i;
/** A trailing dot or space, and a stream (`name:stream`), are other spellings of a file on Windows. */
const ALIAS = /[. ]$|:/;

/** Tells what may be published at all: role files directly in `metadata/`, visible files anywhere in `targets/`. */
export function isServedPath({ folder, segments }: ServedPath): boolean {
  if (segments.length === 0 || !segments.every(isServedName)) return false;
  return folder === 'targets' || (segments.length === 1 && nameOf(segments).endsWith('.json'));
}

/** The file's own name: the last segment. */
export function nameOf(segments: readonly string[]): string {
  return segments.at(-1) ?? '';
}

function isServedName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !TEMPORARY.test(name) && !ALIAS.test(name);
}
