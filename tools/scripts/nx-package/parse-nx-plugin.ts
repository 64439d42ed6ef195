/** An executor or a generator of the plugin; paths are relative to its folder. */
export interface PackageEntry {
  readonly name: string;
  readonly description: string;
  readonly schema: string;
  /** The module whose default export it is. */
  readonly source: string;
}

export interface NxPluginManifest {
  readonly version: string;
  readonly license: string;
}

interface EntryJson {
  readonly description: string;
  readonly schema: string;
  readonly implementation?: string;
  readonly factory?: string;
}

/** Reads executors.json or generators.json of our sources. */
export function parseEntries(bytes: Uint8Array, kind: 'executors' | 'generators'): readonly PackageEntry[] {
  const json = JSON.parse(textOf(bytes)) as Readonly<Record<string, Readonly<Record<string, EntryJson>>>>;
  return Object.entries(json[kind] ?? {}).map(([name, entry]) => ({
    name,
    description: entry.description,
    schema: parsePath(entry.schema),
    source: parsePath(entry.implementation ?? entry.factory).replace(/\.cjs$/, '.ts'),
  }));
}

/** Reads the package.json of our sources. */
export function parseManifest(bytes: Uint8Array): NxPluginManifest {
  return JSON.parse(textOf(bytes)) as NxPluginManifest;
}

function parsePath(path: string | undefined): string {
  if (path?.startsWith('./') === true) return path.slice(2);
  throw new Error(`not a path of the plugin: ${path ?? 'none'}`);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
