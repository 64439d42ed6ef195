import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitHub, type FakeGitHub } from '../actions/fake-github.ts';
import type { Workflow } from '../workflows/workflow.ts';
import type { ActWorld } from './run-act.ts';
import { copyActions } from './site.ts';

/** Everything that workflows meet when they run here. Call `close` at the end. */
export async function makeWorld(
  workflows: readonly Workflow[],
): Promise<ActWorld & { readonly dir: string; readonly close: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'ragnos-vault-act-'));
  const home = join(dir, 'home');
  await mkdir(home);
  const github = await startGitHub();
  const artifacts = await serveArtifacts(github);
  const close = async (): Promise<void> => {
    github.close();
    artifacts.close();
    await rm(dir, { recursive: true, force: true });
  };
  const standIns = await makeStandIns(workflows, join(dir, 'actions'));
  return { dir, home, github, artifactsUrl: artifacts.url, standIns, close };
}

/** One folder for each repository that is used, with an action in each of its places that are used. */
async function makeStandIns(
  workflows: readonly Workflow[],
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const uses = workflows.flatMap(({ jobs }) =>
    jobs.flatMap(({ steps }) => steps.flatMap((step) => step.uses ?? [])),
  );
  const made = new Map<string, string>();
  for (const use of uses) {
    const [, owner, name, place = '', pin] =
      /^([\w-]+)\/([\w-]+)((?:\/[\w-]+)*)@([0-9a-f]{40})$/.exec(use) ?? [];
    if (owner === undefined || name === undefined || pin === undefined) continue;
    const repository = `${owner}/${name}`;
    const into = join(folder, `${owner}-${name}`);
    made.set(`${repository}@${pin}`, into);
    if (owner === 'OWNER') await copyActions(into);
    else await writeStandIn(join(into, place), `${repository}${place}`);
  }
  return made;
}

async function writeStandIn(folder: string, name: string): Promise<void> {
  const script = join(import.meta.dirname, 'stand-in.ts');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'action.yml'), `name: ${name}\nruns:\n  using: node24\n  main: main.mjs\n`);
  await writeFile(
    join(folder, 'main.mjs'),
    `process.env.STAND_IN = ${JSON.stringify(name)};\nawait import(${JSON.stringify(script)});\n`,
  );
}

async function serveArtifacts({ artifacts, store }: FakeGitHub) {
  const server = createServer((request, response) => {
    const artifact = artifacts.get(decodeURIComponent(request.url?.slice(1) ?? ''));
    const blob = artifact && store.blobs.get(artifact.blob);
    if (blob === undefined) response.writeHead(404).end();
    else response.end(blob);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `listen` was given a port: it is an address of IP.
  const { port } = parseAddress(server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

function parseAddress(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}
