import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exportOnlineKeys, initVault, rotateVaultRole } from '@ragnos-vault/api';
import { makeGitRemote, userGit, type GitRemote } from '@ragnos-vault/testing';

export const ROOT = resolve(import.meta.dirname, '../..');

/** A repository on a server, with workflows in it, and a clone of it as a runner has one. */
export interface Site {
  readonly dir: string;
  readonly clone: string;
  readonly remote: GitRemote;
  /** What the secret VAULT_SIGNING_KEYS holds, where there is a vault. */
  readonly secret: string;
  /** Adds files, by path and content, and pushes them. */
  readonly push: (files: Readonly<Record<string, string>>) => Promise<void>;
}

const DAY_MS = 86_400_000;
const KEYS = { passphrase: () => Promise.resolve(undefined), env: {} };

/**
 * Makes a site with workflows and, below `vault`, a vault whose repository is a branch. The vault is a few days old, so
 * that something is to be renewed; its keys are in the secret alone.
 */
export async function makeSite(
  dir: string,
  { workflows, vault }: { readonly workflows: readonly string[]; readonly vault?: string },
): Promise<Site> {
  await mkdir(dir, { recursive: true });
  const remote = makeGitRemote(dir);
  const clone = remote.clone('clone');
  const secret = vault === undefined ? '' : await makeVault(join(clone, vault), join(dir, 'keys'));
  for (const path of workflows)
    await copy(join(ROOT, path), join(clone, '.github/workflows', path.replace(/^.*\//, '')));
  const push = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(clone, path)), { recursive: true });
      await writeFile(join(clone, path), content);
    }
    userGit(clone, 'add', '--all');
    userGit(clone, 'commit', '--quiet', '--message=change');
    userGit(clone, 'push', '--quiet', 'origin', 'main');
  };
  await push({});
  return { dir, clone, remote, secret, push };
}

/** The files of a plugin, below a folder. */
export function pluginFiles(
  folder: string,
  name: string,
  version = '1.0.0',
): Readonly<Record<string, string>> {
  return {
    [`${folder}/package.json`]: JSON.stringify({ name, version, main: 'index.js' }),
    [`${folder}/index.js`]: `module.exports = 'this is ${name}';\n`,
  };
}

/** Our own actions as `uses:` gets them: nothing but what they run. */
export async function copyActions(to: string): Promise<void> {
  for (const path of ['action.yml', 'install/action.yml', 'dist'])
    await copy(join(ROOT, path), join(to, path));
}

async function makeVault(repoDir: string, keys: string): Promise<string> {
  const now = new Date(Date.now() - 3 * DAY_MS);
  await initVault({ repoDir, keyType: 'ed25519', threshold: 1, store: 'git:vault', now });
  const exported = await exportOnlineKeys({ repoDir, ...KEYS });
  await cp(join(repoDir, 'keys'), keys, { recursive: true });
  await rm(join(repoDir, 'keys'), { recursive: true });
  return exported.map(({ pem }) => pem).join('\n');
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to, { recursive: true });
}

/** Gives a role a new key, as a maintainer does at home, and returns what the secret must hold from then on. */
export async function rotateAtHome(site: Site, vault: string): Promise<string> {
  const repoDir = join(site.clone, vault);
  await cp(join(site.dir, 'keys'), join(repoDir, 'keys'), { recursive: true });
  const change = { role: 'timestamp', keyType: 'ed25519', lost: false, now: new Date() } as const;
  await rotateVaultRole({ repoDir, ...change, ...KEYS });
  const exported = await exportOnlineKeys({ repoDir, ...KEYS });
  await rm(join(repoDir, 'keys'), { recursive: true });
  await site.push({});
  return exported.map(({ pem }) => pem).join('\n');
}

/** What lies in a folder of a stand-in, as text. */
export function readKept(site: Site, path: string): Promise<string> {
  return readFile(join(site.dir, 'kept', path), 'utf8');
}
