import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchInput, Section } from '../bench-input.ts';
import { contest } from '../contest.ts';
import { under, type Line } from '../line.ts';
import { whileServed } from '../open-server.ts';
import type { Contestant } from '../programs.ts';
import { BINS, binnedPlugins, DOWNLOADED, flatPlugins, RESOLVED } from '../repositories/contents.ts';
import { writeRepository, type RepositoryContent } from '../repositories/write-repository.ts';

/** Each is two targets. */
const PLUGINS = 50_000;

/** Metadata that a client reads who knows nothing but the root, to get one archive; python-tuf of one flat file. */
export const benchResolve: Section = async (input) => {
  const { name, range } = RESOLVED;
  const binned = { content: binnedPlugins(PLUGINS, input.keys), args: ['resolve', name, range] };
  const ours = await metadataBytes('ours', binned, input);
  const figures: Line['figures'] = {
    ours,
    ...(input.programs['python-tuf'] !== undefined && {
      'python-tuf': await metadataBytes(
        'python-tuf',
        { content: flatPlugins(PLUGINS), args: ['download', DOWNLOADED] },
        input,
      ),
    }),
  };
  const among = `${(2 * PLUGINS).toLocaleString('en')} targets, ${BINS.toLocaleString('en')} bins`;
  return [
    {
      name: `metadata that a new client reads to resolve and download: ${among}`,
      unit: 'bytes',
      figures,
      targets: [under(ours, 200e3, 'under 200 kB')],
    },
  ];
};

async function metadataBytes(
  name: Contestant,
  { content, args }: { readonly content: RepositoryContent; readonly args: readonly string[] },
  { programs, keys, folder }: BenchInput,
): Promise<number> {
  const repository = await writeRepository(join(folder, `of-${name}`), content, keys);
  const [command = '', ...rest] = args;
  return whileServed(repository.folder, async ({ url, metadataBytes: served }) => {
    const client = await mkdtemp(join(folder, 'client-'));
    const argumentsOf = () => Promise.resolve([command, repository.trustedRoot, url, client, ...rest]);
    await contest({ programs, names: [name], rounds: 1, argumentsOf });
    return served();
  });
}
