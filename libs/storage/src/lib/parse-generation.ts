import { parseJson, type JsonObject, type JsonValue } from '@ragnos-vault/crypto';
import { installedCorrupt } from './installed-corrupt.ts';
import { GENERATION_FILE, isPortableName, isSha256 } from './plugin-layout.ts';
import type { Agreeing, Generation, InstalledPlugin } from './plugin-store.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** What {@link parseGeneration} reads back; fields that a Generation does not have are left out. */
export function encodeGeneration(generation: Generation): Uint8Array {
  const { number, createdAt, repository, root, plugins, previous, scannedUnder } = generation;
  const document = {
    number,
    createdAt,
    repository,
    root: { version: root.version, sha256: root.sha256 },
    plugins: plugins.map(encodePlugin),
    ...(previous !== undefined && { previous }),
    ...(scannedUnder !== undefined && { scannedUnder }),
  };
  return new TextEncoder().encode(`${JSON.stringify(document, undefined, 2)}\n`);
}

function encodePlugin(plugin: InstalledPlugin): InstalledPlugin {
  const { name, vendor, shortName, version, targetPath, sha256, length, manifest } = plugin;
  const { requires, agreement, copy } = plugin;
  return {
    ...{ name, vendor, shortName, version, targetPath, sha256, length, manifest },
    ...(requires !== undefined && { requires }),
    ...(agreement !== undefined && { agreement: agreement.map(encodeAgreeing) }),
    ...(copy !== undefined && { copy }),
  };
}

function encodeAgreeing({ name, repository, root }: Agreeing): Agreeing {
  return { name, repository, root: { version: root.version, sha256: root.sha256 } };
}

/**
 * Reads the file of generation `number`. Every field is checked and no other is allowed: names of this file become
 * paths.
 *
 * @throws ERR_INSTALLED_CORRUPT
 */
export function parseGeneration(
  bytes: Uint8Array,
  number: number,
  path = `generations/${number}/${GENERATION_FILE}`,
): Generation {
  try {
    const generation = readGeneration(parseJson(bytes));
    if (generation.number !== number) throw new TypeError('number');
    assertDistinct(generation.plugins);
    return generation;
  } catch (cause) {
    throw installedCorrupt(path, 'damaged', cause);
  }
}

function readGeneration(value: JsonValue): Generation {
  const document = readObject(value, [
    'number',
    'createdAt',
    'repository',
    'root',
    'plugins',
    'previous',
    'scannedUnder',
  ]);
  const plugins = document['plugins'];
  if (!Array.isArray(plugins)) throw new TypeError('plugins');
  return {
    number: readInteger(document, 'number', 1),
    createdAt: readText(document, 'createdAt', isInstant),
    repository: readText(document, 'repository'),
    root: readRoot(document['root']),
    plugins: (plugins as readonly JsonValue[]).map(readPlugin),
    ...(document['previous'] !== undefined && { previous: readInteger(document, 'previous', 1) }),
    ...(document['scannedUnder'] !== undefined && {
      scannedUnder: readText(document, 'scannedUnder', isSha256),
    }),
  };
}

function readRoot(value: JsonValue | undefined): Generation['root'] {
  const root = readObject(value, ['version', 'sha256']);
  return { version: readInteger(root, 'version', 1), sha256: readText(root, 'sha256', isSha256) };
}

const PLUGIN_FIELDS: readonly string[] = [
  ...['name', 'vendor', 'shortName', 'version', 'targetPath', 'sha256', 'length', 'manifest'],
  ...['requires', 'agreement', 'copy'],
];

function readPlugin(value: JsonValue): InstalledPlugin {
  const plugin = readObject(value, PLUGIN_FIELDS);
  const { agreement, requires, copy } = plugin;
  return {
    name: readText(plugin, 'name'),
    vendor: readText(plugin, 'vendor', isPortableName),
    shortName: readText(plugin, 'shortName', isPortableName),
    version: readText(plugin, 'version', isPortableName),
    targetPath: readText(plugin, 'targetPath'),
    sha256: readText(plugin, 'sha256', isSha256),
    length: readInteger(plugin, 'length', 0),
    manifest: readText(plugin, 'manifest', isSha256),
    ...(requires !== undefined && { requires: readRequires(requires) }),
    ...(agreement !== undefined && { agreement: readAgreement(agreement) }),
    ...(copy !== undefined && { copy: readInteger(plugin, 'copy', 2) }),
  };
}

function readRequires(value: JsonValue): Readonly<Record<string, string>> {
  const requires = readObject(value, Object.keys(value ?? {}));
  return Object.fromEntries(Object.keys(requires).map((name) => [name, readText(requires, name)]));
}

function readAgreement(value: JsonValue): readonly Agreeing[] {
  if (!Array.isArray(value) || value.length === 0) throw new TypeError('agreement');
  return (value as readonly JsonValue[]).map((entry) => {
    const agreeing = readObject(entry, ['name', 'repository', 'root']);
    const [name, repository] = [readText(agreeing, 'name'), readText(agreeing, 'repository')];
    return { name, repository, root: readRoot(agreeing['root']) };
  });
}

function readObject(value: JsonValue | undefined, fields: readonly string[]): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('object');
  const extra = Object.keys(value).find((field) => !fields.includes(field));
  if (extra !== undefined) throw new TypeError(extra);
  return value as JsonObject;
}

function readText(
  object: JsonObject,
  field: string,
  isValid: (text: string) => boolean = () => true,
): string {
  const value = object[field];
  if (typeof value !== 'string' || !isValid(value)) throw new TypeError(field);
  return value;
}

function readInteger(object: JsonObject, field: string, least: number): number {
  const value = object[field];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) throw new TypeError(field);
  return value;
}

function isInstant(text: string): boolean {
  return RFC_3339.test(text) && !Number.isNaN(Date.parse(text));
}

function assertDistinct(plugins: readonly InstalledPlugin[]): void {
  const places = new Set(plugins.map(({ vendor, shortName }) => `${vendor}/${shortName}`));
  if (places.size !== plugins.length) throw new TypeError('plugins');
}
