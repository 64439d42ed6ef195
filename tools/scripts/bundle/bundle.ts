import { build, type BuildOptions, type Metafile } from 'esbuild';
import { basename, join } from 'node:path';

/** Parts of libraries that ask for a package which nobody here installs or needs: readers and writers of XML, JSON schemas. */
const NEVER_LOADED = ['ajv', 'ajv-formats', 'ajv-formats-draft2019', 'libxmljs2', 'xmlbuilder2'];
/** CommonJS has no `import.meta`; a worker is looked for beside the file that this names. */
const OWN_URL = 'const __ownUrl = require("node:url").pathToFileURL(__filename).href;';

export interface BundleInput {
  /** The folder that entries are relative to; what comes out does not depend on where it is. */
  readonly root: string;
  /** By the name of the file that comes out, without `.cjs`: a file, or code that is to stand in one. */
  readonly entries: Readonly<Record<string, string | { readonly code: string; readonly in: string }>>;
  readonly external?: readonly string[];
  readonly minify?: boolean;
}

export interface Bundle {
  /** By file name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The files that went in, relative to the root. */
  readonly inputs: readonly string[];
}

/** Bundles each entry into one CommonJS file for Node.js, in memory. The same sources give the same bytes in any folder. */
export async function bundle(input: BundleInput): Promise<Bundle> {
  const files = new Map<string, Uint8Array>();
  const inputs = new Set<string>();
  for (const name of Object.keys(input.entries)) {
    const { outputFiles, metafile } = await build({ ...commonOptions(input), ...entryOptions(name, input) });
    for (const { path, contents } of outputFiles) files.set(basename(path), contents);
    for (const file of filesOf(metafile)) inputs.add(file);
  }
  return { files, inputs: [...inputs].sort() };
}

function commonOptions({ root, external = [], minify = false }: BundleInput) {
  return {
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    outExtension: { '.js': '.cjs' },
    legalComments: 'none',
    logLevel: 'warning',
    keepNames: true,
    minify,
    define: { 'import.meta.url': '__ownUrl' },
    banner: { js: OWN_URL },
    external: [...NEVER_LOADED, ...external],
  } satisfies BuildOptions;
}

function entryOptions(name: string, { root, entries }: BundleInput) {
  const entry = entries[name] ?? '';
  const outdir = join(root, 'out');
  if (typeof entry === 'string') return { entryPoints: [{ in: entry, out: name }], outdir };
  const stdin = { contents: entry.code, resolveDir: join(root, entry.in), sourcefile: `${name}.ts` };
  return { stdin: { ...stdin, loader: 'ts' as const }, outfile: join(outdir, `${name}.cjs`) };
}

function filesOf({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
}
