import { join, resolve } from 'node:path';

/** Another implementation of TUF, and where the programs that we make of it lie. */
export interface Peer {
  readonly name: 'python-tuf' | 'go-tuf';
  /** Our sources, with the exact versions of all that they need. */
  readonly sources: string;
  /** Where it is installed. */
  readonly folder: string;
  /** Says in its content which sources the installation was made of. */
  readonly stamp: string;
  /** The start of a command line; `refresh|download --root FILE --url URL --dir DIR [TARGET...]` follows. */
  readonly client: readonly [string, ...string[]];
  /** The start of a command line; `write KIND KEY_TYPE OUT SOURCE...` follows. */
  readonly repo: readonly [string, ...string[]];
}

const WORKSPACE = resolve(import.meta.dirname, '../../..');
const IS_WINDOWS = process.platform === 'win32';

export const PYTHON = join(folderOf('python-tuf'), IS_WINDOWS ? 'Scripts/python.exe' : 'bin/python');
export const TUFPEER = join(folderOf('go-tuf'), IS_WINDOWS ? 'tufpeer.exe' : 'tufpeer');

export const PEERS: readonly Peer[] = [
  {
    ...placesOf('python-tuf'),
    client: [PYTHON, join(sourcesOf('python-tuf'), 'client.py')],
    repo: [PYTHON, join(sourcesOf('python-tuf'), 'repo.py')],
  },
  { ...placesOf('go-tuf'), client: [TUFPEER, 'client'], repo: [TUFPEER, 'repo'] },
];

function placesOf(name: Peer['name']): Pick<Peer, 'name' | 'sources' | 'folder' | 'stamp'> {
  const folder = folderOf(name);
  return { name, sources: sourcesOf(name), folder, stamp: join(folder, 'installed') };
}

function sourcesOf(name: Peer['name']): string {
  return join(WORKSPACE, 'e2e', 'interop', 'peers', name);
}

function folderOf(name: Peer['name']): string {
  return join(WORKSPACE, '.peers', name);
}
