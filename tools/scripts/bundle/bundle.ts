import { build as esbuild, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
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
  /** Packages that another bundle holds, and where it is, from the folder of the entries: each is loaded once, when it is used. */
  readonly beside?: ReadonlyMap<string, string>;
  /** Packages whose code no path of ours comes to; an empty module stands in for each. */
  readonly without?: readonly string[];
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
    const { outputFiles, metafile } = await esbuild({
      ...commonOptions(input),
      ...entryOptions(name, input),
    });
    for (const { path, contents } of outputFiles) files.set(basename(path), contents);
    for (const file of filesOf(metafile)) inputs.add(file);
  }
  return { files, inputs: [...inputs].sort() };
}

function commonOptions(input: BundleInput) {
  const { root, external = [], beside = new Map(), without = [], minify = false } = input;
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
    plugins: [loadBeside(beside), leaveOut(without)],
  } satisfies BuildOptions;
}

function loadBeside(files: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'beside',
    setup: (build) => {
      build.onResolve({ filter: /^@/ }, ({ path }) => {
        const file = files.get(path);
        return file === undefined ? undefined : { path: file, external: true };
      });
    },
  };
}

function leaveOut(packages: readonly string[]): Plugin {
  return {
    name: 'leave-out',
    setup: (build) => {
      build.onResolve({ filter: /^[^.]/ }, ({ path }) =>
        packages.includes(path) ? { path, namespace: 'left-out' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
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
