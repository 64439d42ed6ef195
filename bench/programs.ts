import { join } from 'node:path';
import { isInstalled } from '../tools/scripts/peers/is-installed.ts';
import { PEERS, PYTHON, TUFPEER, type Peer } from '../tools/scripts/peers/peers.ts';
import type { Command } from './run-program.ts';

export type Contestant = 'ours' | 'tuf-js' | Peer['name'];

/** The start of a command line of everyone that is installed; all of them understand the same commands. */
export type Programs = Readonly<Partial<Record<Contestant, Command>>>;

const NODE = [process.execPath, '--disable-warning=ExperimentalWarning'] as const;
const HERE = import.meta.dirname;
const PEER_PROGRAMS: Readonly<Record<Peer['name'], Command>> = {
  'python-tuf': [PYTHON, join(HERE, 'peers', 'python-tuf.py')],
  'go-tuf': [TUFPEER, 'bench'],
};

/** Names on stderr what is missing; all else is measured without it. */
export async function findPrograms(): Promise<Programs> {
  const programs: Partial<Record<Contestant, Command>> = {
    ours: [...NODE, join(HERE, 'ours.ts')],
    'tuf-js': [...NODE, join(HERE, 'peers', 'tuf-js.ts')],
  };
  for (const peer of PEERS) {
    if (await isInstalled(peer)) programs[peer.name] = PEER_PROGRAMS[peer.name];
    else console.error(`${peer.name} is not measured: install it with \`npm run peers\``);
  }
  return programs;
}
