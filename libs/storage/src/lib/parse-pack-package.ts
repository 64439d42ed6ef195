import { posix } from 'node:path';
import { parseJson, type JsonObject, type JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { PackPackage } from 'npm-packlist';

/** What a package.json says about packing, in the form npm gives it before it packs. */
export interface PackageToPack {
  readonly fields: PackPackage;
  /** The files that `bin` names, as paths below the package. */
  readonly bins: ReadonlySet<string>;
  /** Names of `devDependencies` and `peerDependencies`, which are never bundled. */
  readonly development: ReadonlySet<string>;
  readonly peers: ReadonlySet<string>;
}

/** @throws ERR_MANIFEST_INVALID no JSON object, or `files` is no list of texts */
export function parsePackPackage(content: Uint8Array, path: string): PackageToPack {
  const raw = parseObject(content, path);
  const bin = binOf(raw['bin'], raw['name']);
  const fields = {
    ...textField('main', raw),
    ...textField('browser', raw),
    ...filesField(raw['files'], path),
    bin,
    bundleDependencies: bundledOf(raw),
    dependencies: textsOf(raw['dependencies']),
    optionalDependencies: textsOf(raw['optionalDependencies']),
  };
  return {
    fields,
    bins: new Set(Object.values(bin)),
    development: namesOf(raw['devDependencies']),
    peers: namesOf(raw['peerDependencies']),
  };
}

function parseObject(content: Uint8Array, path: string): JsonObject {
  try {
    const hasByteOrderMark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
    const value = parseJson(hasByteOrderMark ? content.subarray(3) : content);
    if (isObject(value)) return value;
  } catch (cause) {
    throw invalid(`package.json is not JSON that every parser reads alike: ${path}`, path, cause);
  }
  throw invalid(`package.json is no object: ${path}`, path);
}

function textField<Name extends string>(name: Name, raw: JsonObject): Partial<Record<Name, string>> {
  const value = raw[name];
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as Record<Name, string>) : {};
}

function filesField(value: JsonValue | undefined, path: string): { files?: readonly string[] } {
  if (value === undefined) return {};
  if (isList(value) && value.every((entry) => typeof entry === 'string')) return { files: value };
  throw invalid(`\`files\` of package.json is no list of texts: ${path}`, path);
}

/** As npm-normalize-package-bin does it: targets below the package, with `/`. */
function binOf(bin: JsonValue | undefined, name: JsonValue | undefined): Record<string, string> {
  const named = typeof bin === 'string' && typeof name === 'string' ? { [name]: bin } : bin;
  const entries = isList(named)
    ? named.map((target, index) => [String(index), target] as const)
    : entriesOf(named);
  return Object.fromEntries(
    entries.flatMap(([key, target]) => {
      if (typeof target !== 'string') return [];
      const path = posix.join('/', target.replaceAll('\\', '/')).slice(1);
      return path === '' ? [] : [[key, path]];
    }),
  );
}

function bundledOf(raw: JsonObject): readonly string[] {
  const value = raw['bundleDependencies'] ?? raw['bundledDependencies'];
  if (value === true) return Object.keys(textsOf(raw['dependencies']));
  if (isList(value)) return value.filter((name) => typeof name === 'string');
  return isObject(value) ? Object.keys(value) : [];
}

function textsOf(value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(
    entriesOf(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function entriesOf(value: JsonValue | undefined): readonly [string, JsonValue][] {
  return isObject(value) ? Object.entries(value) : [];
}

function namesOf(value: JsonValue | undefined): ReadonlySet<string> {
  return new Set(Object.keys(textsOf(value)));
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string, path: string, cause?: unknown): VaultError {
  return new VaultError('ERR_MANIFEST_INVALID', message, { facts: { path }, cause });
}
