/** Where a plugin's files lie among the targets. `vendor` is `_` for an unscoped package. */
export interface PluginId {
  readonly vendor: string;
  readonly shortName: string;
}

export function pluginArchivePath({ vendor, shortName }: PluginId, version: string): string {
  return `plugins/${vendor}/${shortName}/${version}/${shortName}-${version}.tgz`;
}

export function pluginIndexPath({ vendor, shortName }: PluginId): string {
  return `plugins/${vendor}/${shortName}/index.json`;
}

/** `@acme/hello` is vendor `acme`, `hello` belongs to the vendor `_`, which no npm scope can be. */
export function toPluginId(name: string): PluginId {
  const match = /^@([^/]+)\/(.+)$/.exec(name);
  return { vendor: match?.[1] ?? '_', shortName: match?.[2] ?? name };
}
