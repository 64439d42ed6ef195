import { decodeText } from './decode-text.ts';
import { membersOf, readJsonTree, type JsonMember, type JsonNode } from './json-tree.ts';
import type { FileMember } from '@ragnos-vault/archive';

/** A package.json that npm would obey: the plugin's own, and those of bundled dependencies. */
export interface Manifest {
  readonly path: string;
  readonly text: string;
  /** `undefined` where the text is not JSON. */
  readonly tree: JsonNode | undefined;
}

export interface ManifestString {
  readonly key: string;
  readonly value: string;
  readonly offset: number;
}

const OBEYED = /^(?:(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\/)?package\.json$/;

export function manifestsOf(files: readonly FileMember[]): readonly Manifest[] {
  return files.filter(({ path }) => OBEYED.test(path)).map(readManifest);
}

/** The strings below one key of the manifest, such as `scripts` or `dependencies`. A duplicate key counts twice. */
export function stringsUnder(manifest: Manifest, key: string): readonly ManifestString[] {
  return membersOf(manifest.tree, key).flatMap(({ value }) =>
    value.kind === 'object' ? value.members.flatMap((member) => toString(member)) : [],
  );
}

/** The values of one key of the manifest that are plain strings. */
export function stringsAt(manifest: Manifest, key: string): readonly ManifestString[] {
  return membersOf(manifest.tree, key).flatMap((member) => toString(member));
}

/** The folder a manifest speaks for, empty or with a trailing slash. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

export function readManifest({ path, content }: Pick<FileMember, 'path' | 'content'>): Manifest {
  const text = decodeText(content);
  return { path, text, tree: readJsonTree(text) };
}

function toString({ key, value, offset }: JsonMember): ManifestString[] {
  return value.kind === 'string' ? [{ key, value: value.value, offset }] : [];
}
