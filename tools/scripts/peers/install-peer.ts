import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { digestOf, isInstalled } from './is-installed.ts';
import { PYTHON, TUFPEER, type Peer } from './peers.ts';

/**
 * Installs one peer where it is missing or made of other sources. What is half done is done again by the next run.
 *
 * @throws Error that says what is missing, or what the installer said
 */
export async function installPeer(peer: Peer): Promise<'installed' | 'already installed'> {
  if (await isInstalled(peer)) return 'already installed';
  await rm(peer.folder, { recursive: true, force: true });
  await mkdir(peer.folder, { recursive: true });
  await INSTALL[peer.name](peer);
  await writeFile(peer.stamp, await digestOf(peer));
  return 'installed';
}

const INSTALL: Readonly<Record<Peer['name'], (peer: Peer) => Promise<void>>> = {
  'python-tuf': async ({ folder, sources }) => {
    const python = await findPython();
    await run([python, '-m', 'venv', folder], 'python-tuf needs the module venv of Python');
    const requirements = join(sources, 'requirements.txt');
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
    await run(
      [PYTHON, '-m', 'pip', 'install', ...quiet, '--require-hashes', '--no-deps', '-r', requirements],
      'python-tuf could not be installed',
    );
  },
  'go-tuf': async ({ sources }) => {
    const go = await findGo();
    // -mod=readonly: go.sum says what is built, and nothing else is.
    await run(
      [go, 'build', '-mod=readonly', '-trimpath', '-buildvcs=false', '-o', TUFPEER, '.'],
      'go-tuf could not be built',
      sources,
    );
  },
};

const OLD_PYTHON = 'import sys; sys.exit(sys.version_info < (3, 10))';

async function findPython(): Promise<string> {
  const python = process.platform === 'win32' ? 'python' : 'python3';
  await run([python, '-c', OLD_PYTHON], `python-tuf needs \`${python}\` on PATH, Python 3.10 or newer`);
  return python;
}

/** Where the installer of Go puts it, which a shell without a profile does not have on its PATH. */
const GO_OUT_OF_PATH = '/usr/local/go/bin/go';

async function findGo(): Promise<string> {
  const go = existsSync(GO_OUT_OF_PATH) ? GO_OUT_OF_PATH : 'go';
  await run([go, 'version'], 'go-tuf needs `go` on PATH');
  return go;
}

async function run(command: readonly [string, ...string[]], failure: string, cwd?: string): Promise<void> {
  const [program, ...args] = command;
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const [words] = await Promise.all([text(child.stderr), once(child, 'close')]);
    if (child.exitCode !== 0) throw new Error(words.trim() || `it ended with ${String(child.exitCode)}`);
  } catch (cause) {
    throw new Error(failure, { cause });
  }
}
