import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ourLock } from './our-lock.ts';
import { parseObject } from './parse-json.ts';

export const REPOSITORY = resolve(import.meta.dirname, '../..');

/** What a workspace installs. */
export interface NxVersions {
  readonly nx: string;
  readonly '@nx/devkit': string;
  readonly '@nx/js': string;
}

export interface Run {
  readonly code: number | null;
  /** Of both streams. */
  readonly output: string;
}

/** A workspace of somebody else, in a temporary folder. */
export interface ThrowAway {
  readonly root: string;
  /** Runs `nx <args>`, as a script of package.json would. */
  readonly nx: (line: string, env?: Readonly<Record<string, string>>) => Promise<Run>;
  readonly run: (command: string, ...args: readonly string[]) => Promise<Run>;
  readonly write: (path: string, content: string | object) => Promise<void>;
  readonly read: (path: string) => Promise<string>;
  /** Sets members of the object that a file of JSON holds. */
  readonly amend: (path: string, changes: object) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/**
 * Makes an empty workspace with Nx in it. Of the versions of this repository it takes the packages that our lock file names,
 * which `npm ci` has left in the cache of npm.
 */
export async function makeThrowAway(versions: NxVersions): Promise<ThrowAway> {
  const root = await mkdtemp(join(tmpdir(), 'vault-nx-plugin-'));
  const workspace = openThrowAway(root);
  const { write, run } = workspace;
  const lock = await ourLock(versions, REPOSITORY);
  await write('package.json', {
    name: 'throw-away',
    private: true,
    workspaces: ['plugins/*'],
    devDependencies: versions,
  });
  if (lock !== undefined) await write('package-lock.json', lock);
  await write('.npmrc', NPMRC);
  await write('nx.json', { analytics: false, neverConnectToCloud: true, useDaemonProcess: false });
  await write('.gitignore', 'node_modules\n.nx\ndist\n');
  const { code, output } = await run('npm', 'install');
  if (code !== 0) throw new Error(`npm install failed:\n${output}`);
  return workspace;
}

function openThrowAway(root: string): ThrowAway {
  const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCommand([command, ...args], { cwd: root, env: { ...process.env, ...QUIET, ...env } });
  const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
  const write = async (path: string, content: string | object): Promise<void> => {
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  return {
    root,
    nx: (line, env) => run(process.execPath, [binOfNx(root), ...line.split(' ')], env),
    run: (command, ...args) => run(command, args),
    write,
    read,
    amend: async (path, changes) => write(path, { ...parseObject(await read(path)), ...changes }),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

const NPMRC = 'ignore-scripts=true\naudit=false\nfund=false\nupdate-notifier=false\nprefer-offline=true\n';
/** As on a machine of CI, and without a word to anybody else. */
const QUIET = { CI: 'true', NX_TUI: 'false', NX_DAEMON: 'false', NX_NO_CLOUD: 'true', FORCE_COLOR: '0' };

function binOfNx(root: string): string {
  const file = createRequire(join(root, 'package.json')).resolve('nx/package.json');
  return join(dirname(dirname(file)), '.bin/nx');
}

async function runCommand(
  [command = '', ...args]: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Run> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Uint8Array[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const { promise, resolve: done, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject).on('close', done);
  const code = await promise;
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}
