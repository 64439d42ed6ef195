import { resolve } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import {
  EMPTY_LOCK,
  lockOf,
  outdated,
  parsePluginSpec,
  remove,
  unlock,
  waysTo,
} from '@ragnos-vault/installer';
import type { InstallReport, Lockfile, OutdatedPlugin, Project, RemoveReport } from '@ragnos-vault/installer';
import { openPluginStore } from '@ragnos-vault/storage';
import { installPlugins, type InstallPluginsInput } from './install-session.ts';
import { loadPolicy } from './load-policy.ts';
import { loadProject, saveProject, type ProjectFiles } from './project-files.ts';
import { openSource, savedSource, sourceOf, type ProjectSource } from './project-source.ts';
import { openKeptTrust } from './trust-caches.ts';

type Rest = Omit<InstallPluginsInput, 'specs' | 'repo' | 'mirrors' | 'trustedRoot' | 'lock'>;

export interface ProjectInput extends Rest {
  /** The folder of `ragnos-vault.json` and its lock. */
  readonly projectDir: string;
  readonly source: ProjectSource;
}

export interface InstallProjectInput extends ProjectInput {
  /** Added to what the project wants; without any, the project is installed as its lock says. */
  readonly specs: readonly string[];
  readonly frozen?: boolean;
  readonly dryRun?: boolean;
  /** False leaves both files alone, and what else is installed in the set. */
  readonly save?: boolean;
}

/**
 * Makes the live set what a project wants, as its lock says where there is one, and notes in both files what came of it.
 * Neither file changes where anything fails, nor in a dry run, nor where the set is frozen.
 *
 * @throws ERR_USAGE, ERR_CONFIG_INVALID, ERR_LOCK_STALE, and what `install` of the installer throws
 */
export async function installProject(input: InstallProjectInput): Promise<InstallReport> {
  const { specs, frozen = false } = input;
  const { project, lock } = await loadProject(input.projectDir);
  if (frozen && specs.length > 0) throw new VaultError('ERR_USAGE', 'a frozen set takes no further plugin');
  if (frozen && lock === undefined) throw new VaultError('ERR_LOCK_STALE', 'there is no lock file to follow');
  if (input.save === false)
    return installPlugins({ ...input, ...(await sourceOf(input, project ?? { plugins: {} })) });
  const before = project ?? (await adoptLive(input.pluginsDir));
  const named = specs.map(parsePluginSpec);
  const wanted = Object.fromEntries(
    named.map((spec) => (spec.kind === 'path' ? [spec.path, '*'] : [spec.name, spec.range ?? ''])),
  );
  return installWanted(
    { ...input, project: { ...before, plugins: { ...before.plugins, ...wanted } } },
    unlock(lock ?? EMPTY_LOCK, Object.keys(wanted)),
  );
}

/**
 * Takes the newest versions that fit what the project wants: of these plugins, or of all of them.
 *
 * @throws as {@link installProject}; ERR_PLUGIN_NOT_INSTALLED for a name that is not in the lock
 */
export async function updateProject(
  input: ProjectInput & { readonly names: readonly string[]; readonly dryRun?: boolean },
): Promise<InstallReport> {
  const { project, lock = EMPTY_LOCK } = await needProject(input.projectDir);
  const unknown = input.names.find((name) => !Object.hasOwn(lock.plugins, name));
  if (unknown !== undefined) throw notInstalled(unknown);
  const names = input.names.length === 0 ? Object.keys(lock.plugins) : input.names;
  return installWanted({ ...input, operation: 'update', project }, unlock(lock, names));
}

/** Takes plugins out of the project and, where nothing else requires them, out of the live set; without network. */
export async function removeFromProject(input: {
  readonly projectDir: string;
  readonly pluginsDir: string;
  readonly names: readonly string[];
  readonly now: Date;
  readonly lockTimeoutMs?: number;
}): Promise<RemoveReport> {
  const { names, pluginsDir, now } = input;
  const { project, lock = EMPTY_LOCK } = await loadProject(input.projectDir);
  const caches = (await openKeptTrust(pluginsDir)).map(({ cache }) => cache);
  const wanted = project && wantedNames(project, lock);
  const report = await remove(
    { names, now, ...(wanted && { wanted }) },
    { store: openPluginStore(resolve(pluginsDir), input), caches },
  );
  if (project === undefined) return report;
  const kept = Object.entries(project.plugins).filter(([key]) => !names.includes(nameOf(key, lock)));
  const gone = report.changes.map(({ name }) => name);
  await saveProject(input.projectDir, {
    project: { ...project, plugins: Object.fromEntries(kept) },
    lock: unlock(lock, gone),
  });
  return report;
}

/** Compares the live set with what the repository offers now. @throws the errors of the source */
export async function outdatedPlugins(input: ProjectInput): Promise<readonly OutdatedPlugin[]> {
  const { project, lock = EMPTY_LOCK } = await needProject(input.projectDir);
  const live = await openPluginStore(resolve(input.pluginsDir)).current();
  const { policy } = await loadPolicy(input, input.now);
  const ranges = Object.fromEntries(
    Object.entries(project.plugins).map(([key, range]) => [nameOf(key, lock), range]),
  );
  const source = await openSource(await sourceOf(input, project), input);
  return outdated({ plugins: live?.plugins ?? [], ranges, policy, now: input.now }, source);
}

/** Every way from what the project wants to a plugin of the live set. @throws ERR_PLUGIN_NOT_INSTALLED */
export async function whyInstalled(input: {
  readonly projectDir: string;
  readonly pluginsDir: string;
  readonly name: string;
}): Promise<readonly (readonly string[])[]> {
  const { project, lock = EMPTY_LOCK } = await loadProject(input.projectDir);
  const set = (await openPluginStore(resolve(input.pluginsDir)).current())?.plugins ?? [];
  if (!set.some(({ name }) => name === input.name)) throw notInstalled(input.name);
  const wanted = project === undefined ? set.map(({ name }) => name) : wantedNames(project, lock);
  return waysTo(input.name, { wanted, set });
}

/** What is to be installed without a change of the project: these plugins, or all that it wants, as its lock says. */
export async function planProject({
  projectDir,
  specs,
}: Pick<InstallProjectInput, 'projectDir' | 'specs'>): Promise<{
  readonly project: Project;
  readonly specs: readonly string[];
  readonly lock: Lockfile;
}> {
  const { project = { plugins: {} }, lock = EMPTY_LOCK } = await loadProject(projectDir);
  if (specs.length > 0) return { project, specs, lock: { ...lock, plugins: {} } };
  return { project, specs: specsOf(project), lock };
}

interface WantedInput extends ProjectInput {
  readonly project: Project;
  readonly frozen?: boolean;
  readonly dryRun?: boolean;
}

async function installWanted(input: WantedInput, lock: Lockfile): Promise<InstallReport> {
  const { project, frozen = false, dryRun = false } = input;
  const specs = specsOf(project);
  const source = await sourceOf(input, project);
  const report = await installPlugins({ ...input, ...source, specs, lock, isWholeSet: true });
  if (!frozen && !dryRun)
    await saveProject(input.projectDir, {
      project: { ...project, ...savedSource(input, project), plugins: savedRanges(project, report) },
      lock: lockOf(report, lock),
    });
  return report;
}

/** What was live before there was a project is wanted by it: else the first one would remove the rest. */
async function adoptLive(pluginsDir: string): Promise<Project> {
  const live = await openPluginStore(resolve(pluginsDir)).current();
  const wanted = (live?.plugins ?? []).map(({ name, version }): [string, string] => [name, `^${version}`]);
  return { plugins: Object.fromEntries(wanted) };
}

/** A plugin that was named without a range is wanted as compatible with what came, as npm has it. */
function savedRanges({ plugins }: Project, report: InstallReport): Project['plugins'] {
  return Object.fromEntries(
    Object.entries(plugins).map(([key, range]) => {
      const version = report.plugins.find(({ name }) => name === key)?.version;
      return [key, range === '' ? (version === undefined ? '*' : `^${version}`) : range];
    }),
  );
}

async function needProject(dir: string): Promise<ProjectFiles & { readonly project: Project }> {
  const { project, lock } = await loadProject(dir);
  if (project === undefined)
    throw new VaultError('ERR_USAGE', `no ragnos-vault.json in ${dir}`, { facts: { dir } });
  return { project, ...(lock && { lock }) };
}

function wantedNames(project: Project, lock: Lockfile): readonly string[] {
  return Object.keys(project.plugins).map((key) => nameOf(key, lock));
}

/** What is wanted by target path has the name that the lock knows. */
function nameOf(key: string, { plugins }: Lockfile): string {
  return Object.entries(plugins).find(([, { target }]) => target === key)?.[0] ?? key;
}

function specsOf({ plugins }: Project): readonly string[] {
  return Object.entries(plugins).map(([key, range]) => specOf(key, range));
}

function specOf(key: string, range: string): string {
  const isPath = key.includes('/') && !key.startsWith('@');
  return isPath || range === '' ? key : `${key}@${range}`;
}

function notInstalled(name: string): VaultError {
  return new VaultError('ERR_PLUGIN_NOT_INSTALLED', `not installed: ${name}`, { facts: { name } });
}
