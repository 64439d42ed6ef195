import { bundle, type Bundle } from '../bundle/bundle.ts';
import { licencesOf } from '../bundle/licences.ts';

/** Our libs, which both actions share. One copy: an error is told by its class. */
const LIBS = [
  ...['api', 'archive', 'audit', 'crypto', 'errors', 'installer', 'metadata', 'publisher', 'scanner'],
  'storage',
].map((name) => `@ragnos-vault/${name}`);
/** Large, and of no use to most runs. */
const ON_USE = new Map([
  ['@actions/artifact', 'artifact'],
  ['@actions/attest', 'attest'],
  ['@actions/cache', 'cache'],
]);

/** For downloads of artifacts, which no action here makes; a package below it comes without a licence. */
const NEVER_USED = ['unzip-stream'];

/**
 * The files of `dist/`, by their paths below it. `shared/` is loaded when it is used: the code of artifacts and caches by
 * the runs that have some.
 */
export async function bundleActions(root: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const fromEntry = new Map([
    ...LIBS.map((name) => [name, '../shared/vault.cjs'] as const),
    ...[...ON_USE].map(([name, file]) => [name, `../shared/${file}.cjs`] as const),
  ]);
  const common = { root, minify: true, without: NEVER_USED };
  const shared = await bundle({
    ...common,
    entries: {
      vault: { code: exportAll(LIBS), in: 'apps/publish-action' },
      'scan-worker': 'libs/api/src/lib/scan-worker.ts',
      'stock-walk-worker': 'libs/api/src/lib/stock-walk-worker.ts',
      ...Object.fromEntries(
        [...ON_USE].map(([name, file]) => [file, { code: exportAll([name]), in: 'libs/actions-kit' }]),
      ),
    },
  });
  const publish = await bundle({
    ...common,
    beside: fromEntry,
    entries: { index: 'apps/publish-action/src/main.ts' },
  });
  const install = await bundle({
    ...common,
    beside: fromEntry,
    entries: { index: 'apps/install-action/src/main.ts', post: 'apps/install-action/src/post.ts' },
  });
  const inputs = [...new Set([shared, publish, install].flatMap((each) => each.inputs))].sort();
  return new Map([
    ...filesIn('shared', shared),
    ...filesIn('publish', publish),
    ...filesIn('install', install),
    ['licences.txt', Buffer.from(await licencesOf(inputs, root))],
  ]);
}

function filesIn(dir: string, { files }: Bundle): readonly (readonly [string, Uint8Array])[] {
  return [...files].map(([name, bytes]) => [`${dir}/${name}`, bytes] as const);
}

function exportAll(packages: readonly string[]): string {
  return packages.map((name) => `export * from ${JSON.stringify(name)};\n`).join('');
}
