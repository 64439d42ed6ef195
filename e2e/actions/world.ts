import { exportOnlineKeys, initVault } from '@ragnos-vault/api';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitHub, type FakeGitHub } from './fake-github.ts';
import type { Job } from './runner.ts';

/** A checkout with plugins and a vault whose keys are elsewhere, as a CI has it. */
export interface World {
  readonly dir: string;
  readonly workspace: string;
  readonly github: FakeGitHub;
  /** What `key export --online` prints. */
  readonly secret: string;
  readonly rootKey: string;
  readonly job: (change?: Partial<Job>) => Job;
  readonly addPlugin: (name: string, plugin: TestPlugin) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface TestPlugin {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly bin?: string;
}

const ENV = { passphrase: () => Promise.resolve(undefined), env: {} };

export async function makeWorld(): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'ragnos-vault-actions-'));
  const workspace = join(dir, 'workspace');
  const repoDir = join(workspace, 'vault');
  await initVault({ repoDir, keyType: 'ed25519', threshold: 1, now: new Date() });
  const keys = await exportOnlineKeys({ repoDir, ...ENV });
  await cp(join(repoDir, 'keys'), join(dir, 'keys'), { recursive: true });
  await rm(join(repoDir, 'keys'), { recursive: true });
  const github = await startGitHub();
  return {
    dir,
    workspace,
    github,
    secret: keys.map(({ pem }) => pem).join('\n'),
    rootKey: join(dir, 'keys', 'root.pem'),
    job: (change = {}) => ({ dir, workspace, github, ...change }),
    addPlugin: (name, plugin) => writePlugin(join(workspace, 'plugins-src', name), plugin),
    close: async () => {
      github.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function writePlugin(dir: string, { name, version, source, bin }: TestPlugin): Promise<void> {
  await mkdir(dir, { recursive: true });
  const manifest = {
    name,
    version,
    main: 'index.js',
    ...(bin !== undefined && { bin: { [bin]: 'index.js' } }),
  };
  await writeFile(join(dir, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(dir, 'index.js'), source ?? `console.log('this is ${name}');\n`);
}
