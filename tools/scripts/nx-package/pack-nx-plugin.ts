import { packFiles, type FileMember } from '@ragnos-vault/archive';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../bundle/bundle.ts';
import { licencesOf } from '../bundle/licences.ts';
import { parseEntries, parseManifest, type NxPluginManifest, type PackageEntry } from './parse-nx-plugin.ts';

const PLUGIN = 'tools/nx-plugin';
const OWN_FILES = new Map([
  ['README.md', 'docs/nx-plugin.md'],
  ['LICENSE', 'LICENSE'],
  ['executors.cjs', 'tools/scripts/nx-package/executors.cjs'],
]);

export interface NxPackage {
  readonly fileName: string;
  readonly archive: Uint8Array;
}

/**
 * Packs `@ragnos-vault/nx` as it is published: everything of ours in CommonJS bundles, nx and @nx/devkit of the workspace
 * that installs it. The same sources give the same bytes.
 */
export async function packNxPlugin(root: string): Promise<NxPackage> {
  const read = (file: string): Promise<Uint8Array> => readFile(join(root, file));
  const manifest = parseManifest(await read(`${PLUGIN}/package.json`));
  const executors = parseEntries(await read(`${PLUGIN}/executors.json`), 'executors');
  const generators = parseEntries(await read(`${PLUGIN}/generators.json`), 'generators');
  const { files: bundles, inputs } = await bundle({
    root,
    external: ['nx', '@nx/devkit'],
    entries: {
      index: `${PLUGIN}/src/index.ts`,
      vault: { code: exportAll(executors), in: PLUGIN },
      generators: { code: exportAll(generators), in: PLUGIN },
      'scan-worker': 'libs/api/src/lib/scan-worker.ts',
      'stock-walk-worker': 'libs/api/src/lib/stock-walk-worker.ts',
    },
  });
  const files = new Map<string, Uint8Array | string>([
    ['package.json', toJson(toPackage(manifest))],
    ['executors.json', toJson({ executors: entriesOf(executors, './executors.cjs') })],
    ['generators.json', toJson({ generators: entriesOf(generators, './lib/generators.cjs') })],
    ['THIRD-PARTY-LICENSES.txt', await licencesOf(inputs, root)],
  ]);
  for (const [name, content] of bundles) files.set(`lib/${name}`, content);
  for (const [name, file] of OWN_FILES) files.set(name, await read(file));
  for (const { schema } of [...executors, ...generators])
    files.set(schema, await read(`${PLUGIN}/${schema}`));
  return {
    fileName: `ragnos-vault-nx-${manifest.version}.tgz`,
    archive: packFiles([...files].map(toMember)),
  };
}

/** A module that exports the default export of each, by its name. */
function exportAll(entries: readonly PackageEntry[]): string {
  return entries
    .map(({ name, source }) => `export { default as ${JSON.stringify(name)} } from './${source}';\n`)
    .join('');
}

function entriesOf(entries: readonly PackageEntry[], module: string): object {
  return Object.fromEntries(
    entries.map(({ name, schema, description }) => [
      name,
      { implementation: `${module}#${name}`, schema: `./${schema}`, description },
    ]),
  );
}

function toPackage({ version, license }: NxPluginManifest): object {
  return {
    name: '@ragnos-vault/nx',
    version,
    description: 'Publish and install plugins that are signed and verified over TUF, with Nx',
    license,
    type: 'commonjs',
    main: './lib/index.cjs',
    exports: {
      '.': './lib/index.cjs',
      './executors.json': './executors.json',
      './generators.json': './generators.json',
      './package.json': './package.json',
    },
    executors: './executors.json',
    generators: './generators.json',
    // What tuf-js runs on.
    engines: { node: '^22.22.2 || ^24.15.0 || >=26' },
    peerDependencies: { '@nx/devkit': '>=22 <25', nx: '>=22 <25' },
  };
}

function toJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function toMember([path, content]: readonly [string, Uint8Array | string]): FileMember {
  return { path, mode: 0o644, content: typeof content === 'string' ? Buffer.from(content) : content };
}
