import { comparePaths } from '../plugin/plugin.ts';
import { toDisplayText } from '../display-text.ts';
import type { FileMember } from '@ragnos-vault/archive';

/** One package that a plugin holds, pins or needs. */
export interface Package {
  /** The folder it is in, or would be installed in; empty for the plugin itself. */
  readonly path: string;
  readonly name: string;
  readonly version?: string;
  /** What is asked for, where no version is known. */
  readonly range?: string;
  readonly licence?: string;
  /** In hexadecimal. */
  readonly sha512?: string;
  /** The folders of what it needs. */
  readonly needs: readonly string[];
}

export interface Inventory {
  readonly top: Package;
  readonly packages: readonly Package[];
}

type Fields = Readonly<Record<string, unknown>>;

interface Known extends Omit<Package, 'needs'> {
  readonly dependencies: ReadonlyMap<string, string>;
}

const FOLDER = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/@][^/]*)$/;

/** Finds every package that a plugin names: what it bundles counts more than what its shrinkwrap says of the same folder. */
export function inventoryOf(input: {
  readonly files: readonly FileMember[];
  readonly name: string;
  readonly version: string;
}): Inventory {
  const files = input.files.toSorted((a, b) => comparePaths(a.path, b.path));
  const known = new Map([...pinned(files), ...bundled(files)].map((each) => [each.path, each]));
  const manifest = files.find(({ path }) => path === 'package.json');
  const self: Known = {
    ...toKnown('', manifest === undefined ? {} : readFields(manifest)),
    name: input.name,
    version: input.version,
  };
  for (const each of [self, ...known.values()])
    for (const [name, range] of each.dependencies)
      if (homeOf(name, each.path, known) === undefined)
        known.set(`node_modules/${name}`, {
          path: `node_modules/${name}`,
          name,
          range,
          dependencies: new Map(),
        });
  const packages = [...known.values()].toSorted((a, b) => comparePaths(a.path, b.path));
  return { top: toPackage(self, known), packages: packages.map((each) => toPackage(each, known)) };
}

function toPackage({ dependencies, ...each }: Known, known: ReadonlyMap<string, Known>): Package {
  return { ...each, needs: [...dependencies.keys()].flatMap((name) => homeOf(name, each.path, known) ?? []) };
}

/** Where Node.js would find `name` from a folder: in the nearest node_modules above it. */
function homeOf(name: string, from: string, known: ReadonlyMap<string, Known>): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (known.has(path)) return path;
    if (folder === '') return undefined;
  }
}

function bundled(files: readonly FileMember[]): readonly Known[] {
  return files.flatMap((file) => {
    const folder = file.path.endsWith('/package.json') ? file.path.slice(0, -'/package.json'.length) : '';
    return FOLDER.test(folder) ? [toKnown(folder, readFields(file))] : [];
  });
}

function pinned(files: readonly FileMember[]): readonly Known[] {
  const file = files.find(({ path }) => path === 'npm-shrinkwrap.json');
  const { packages } = file === undefined ? {} : readFields(file);
  return entriesOf(packages).flatMap(([path, fields]) =>
    FOLDER.test(path) && isFields(fields) ? [toKnown(path, fields)] : [],
  );
}

function toKnown(path: string, fields: Fields): Known {
  const [, folderName = ''] = FOLDER.exec(path) ?? [];
  const name = textOf(fields['name']) ?? toDisplayText(folderName);
  const version = textOf(fields['version']);
  const licence = textOf(fields['license']);
  const sha512 = sha512Of(fields['integrity']);
  const dependencies = [...entriesOf(fields['optionalDependencies']), ...entriesOf(fields['dependencies'])];
  return {
    path,
    name,
    ...(version !== undefined && { version }),
    ...(licence !== undefined && { licence }),
    ...(sha512 !== undefined && { sha512 }),
    dependencies: new Map(dependencies.map(([key, range]) => [toDisplayText(key), textOf(range) ?? '*'])),
  };
}

function sha512Of(integrity: unknown): string | undefined {
  const [, digest] = /(?:^|\s)sha512-([A-Za-z0-9+/]{86}==)/.exec(textOf(integrity) ?? '') ?? [];
  return digest === undefined ? undefined : Buffer.from(digest, 'base64').toString('hex');
}

/** What cannot be read tells nothing: the rules of the scanner speak of it. */
function readFields({ content }: FileMember): Fields {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(content));
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isFields(value) ? Object.entries(value) : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? toDisplayText(value) : undefined;
}
