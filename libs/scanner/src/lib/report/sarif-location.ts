import { toDisplayText } from '../display-text.ts';

/** Where something is in a plugin. */
export interface Place {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** How the places of one plugin are written down. */
export interface Placing {
  /** The folder of the plugin in a repository, `/`-separated; without one, paths are those of the archive. */
  readonly root?: string;
  /** Where each file stands in the list of artifacts. */
  readonly indexes: ReadonlyMap<string, number>;
}

/** The name by which viewers ask where the files are. */
export const BASE = 'SRCROOT';

/** What is about no file is shown at the manifest, because viewers want a place. */
export function shownPath(path: string): string {
  return path === '' ? 'package.json' : path;
}

/** SARIF 3.4: where a file is. */
export function artifactLocation(path: string, { root, indexes }: Placing): object {
  const shown = shownPath(path);
  const index = indexes.get(shown);
  return {
    uri: toRelativeUri(root === undefined ? shown : `${root}/${shown}`),
    uriBaseId: BASE,
    ...(index !== undefined && { index }),
  };
}

/** SARIF 3.28: where something is in a file; GitHub refuses a line of 0, so that a file as a whole has no region. */
export function locationOf({ path, line, column }: Place, placing: Placing): object {
  const region = line === undefined ? undefined : { startLine: Math.max(1, line), ...columnOf(column) };
  return {
    physicalLocation: {
      artifactLocation: artifactLocation(path, placing),
      ...(region && { region }),
    },
  };
}

function columnOf(column: number | undefined): object {
  return column === undefined ? {} : { startColumn: Math.max(1, column) };
}

/** RFC 3986: a relative reference that no segment can turn into an address, whatever a file is called. */
export function toRelativeUri(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/** SARIF 3.11.6: brackets of a message would make links, which a plugin must not. */
export function message(text: string): { readonly text: string } {
  return { text: toDisplayText(text).replaceAll(/[\\[\]]/g, '\\$&') };
}
