import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientOptions, ConformanceClient } from './conformance-client.ts';
import { ConformanceRepository } from './conformance-repository.ts';
import { FolderClient, type RunProtocol } from './folder-client.ts';
import { MemoryClient } from './memory-client.ts';
import { serveRepository } from './serve-repository.ts';

/** A scenario asks what is in files, not whether they survive a power cut: where there are files in memory, those do. */
const ROOM = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** What one scenario is about: a repository, and a client that was not given its root yet. */
export interface World<Client extends ConformanceClient = ConformanceClient> {
  readonly repo: ConformanceRepository;
  readonly client: Client;
}

/** Plays a scenario in this process: no files, no network. */
export function inMemory(
  play: (world: World<MemoryClient>) => Promise<void>,
  options: ClientOptions = {},
): () => Promise<void> {
  return async () => {
    const repo = await ConformanceRepository.open();
    await play({ repo, client: new MemoryClient(repo, options) });
  };
}

/** Plays a scenario over real HTTP, with the client that the suite itself would start, and real files. */
export function overHttp(
  play: (world: World<FolderClient>) => Promise<void>,
  run: RunProtocol = runInProcess,
): () => Promise<void> {
  return async () => {
    const folder = await mkdtemp(join(ROOM, 'conformance-'));
    const repo = await ConformanceRepository.open();
    // A name that breaks an address which is encoded once too often, or not at all.
    const served = await serveRepository(repo, 'test name[case #1]');
    try {
      await play({ repo, client: new FolderClient(folder, served.url, run) });
    } finally {
      await served.close();
      await rm(folder, { recursive: true });
    }
  };
}

/** Makes a test of a scenario. */
type Play = (scenario: (world: World) => Promise<void>) => () => Promise<void>;

/** Both ways, for `describe.each`: the library as a product uses it, and the protocol of the suite. */
export const WAYS_TO_PLAY: readonly (readonly [way: string, play: Play])[] = [
  ['in memory', (scenario) => inMemory(scenario)],
  ['over HTTP', (scenario) => overHttp(scenario)],
];

async function runInProcess(argv: readonly string[], now: Date): Promise<number> {
  // Late, so that other specs do not load it. The script belongs to no project that could export it.
  // eslint-disable-next-line @nx/enforce-module-boundaries
  const { exitCodeOf } = await import('../../../../../tools/scripts/conformance/exit-code-of.ts');
  return exitCodeOf(argv, now);
}
