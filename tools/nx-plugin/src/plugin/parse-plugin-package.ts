/** What the graph needs of a plugin's package.json. */
export interface PluginPackage {
  readonly name: string;
  /** Nx never sends it to npm. */
  readonly isPrivate: boolean;
}

/** Reads a package.json; nothing where it is not one of a plugin: it needs a name and a `ragnosVault` object. */
export function parsePluginPackage(text: string): PluginPackage | undefined {
  const manifest = parseJson(text);
  if (!isObject(manifest) || !isObject(manifest['ragnosVault'])) return undefined;
  const { name } = manifest;
  return typeof name === 'string' ? { name, isPrivate: manifest['private'] === true } : undefined;
}

/** What is no JSON is for others to complain of. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
