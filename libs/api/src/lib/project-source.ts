import { relative, resolve } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { isRootDigest } from '@ragnos-vault/installer';
import type { Lockfile, Project } from '@ragnos-vault/installer';
import { openSingleSource, openTrustedClient } from '@ragnos-vault/metadata';
import type { PluginSource } from '@ragnos-vault/metadata';
import { openRepository, readTrustedRoot } from './install-session.ts';
import { openMap } from './open-map.ts';
import { openPinnedRoot } from './pinned-root.ts';
import { openRepositoryAt } from './vault-store.ts';

/** Where plugins come from: what is given goes before what `ragnos-vault.json` says. Paths are absolute. */
export interface ProjectSource {
  readonly repo?: string;
  /** A file, or `sha256:` and a digest. */
  readonly root?: string;
  readonly mirrors?: readonly string[];
  readonly map?: string;
  /** A file of `createBundle`, in the place of the repository; a project does not keep it. */
  readonly bundle?: string;
}

/** What a source is opened with. */
export interface SourceInput {
  /** The folder of `ragnos-vault.json`, which its paths start from. */
  readonly projectDir: string;
  readonly source: ProjectSource;
  readonly pluginsDir: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly offline?: boolean;
  readonly now: Date;
  readonly lock?: Lockfile;
}

/** A source, with the root that it is trusted by. */
export type OpenedSource =
  | { readonly map: string }
  | { readonly repo: string; readonly mirrors: readonly string[]; readonly trustedRoot: Uint8Array };

/** @throws ERR_USAGE where nothing names a repository and a root; ERR_TUF_ROOT_INVALID */
export async function sourceOf(input: SourceInput, project: Project): Promise<OpenedSource> {
  const { source, projectDir } = input;
  const place = (path: string): string => placeOrAddress(path, projectDir);
  const isGiven = [source.repo, source.root, source.bundle].some((given) => given !== undefined);
  const map = source.map ?? (isGiven ? undefined : project.map);
  if (map !== undefined) return { map: place(map) };
  const [repo, root] = [source.bundle ?? source.repo ?? project.repo, source.root ?? project.root];
  if (repo === undefined || root === undefined) {
    const missing = repo === undefined ? '--repo <address>' : '--root <file>';
    throw new VaultError('ERR_USAGE', `required option not specified: ${missing}, or --map <file> instead`);
  }
  const mirrors = source.bundle === undefined ? (source.mirrors ?? project.mirrors ?? []).map(place) : [];
  const trustedRoot = await openRoot(root, { ...input, repo: place(repo), mirrors });
  return { repo: place(repo), mirrors, trustedRoot };
}

async function openRoot(
  root: string,
  input: SourceInput & { readonly repo: string; readonly mirrors: readonly string[] },
): Promise<Uint8Array> {
  const { repo, mirrors, env = {}, pluginsDir } = input;
  if (!isRootDigest(root)) return readTrustedRoot(resolve(input.projectDir, root));
  const fetcher = await openRepositoryAt(repo, { mirrors, env });
  return openPinnedRoot({ digest: root, pluginsDir, fetcher });
}

/** Opens it without a store, for questions. */
export async function openSource(source: OpenedSource, input: SourceInput): Promise<PluginSource> {
  if ('map' in source) return openMap({ ...input, ...source }, { openRepository, readTrustedRoot });
  const session = await openRepository({ ...input, ...source });
  const client = openTrustedClient({ ...input, ...source }, session);
  return openSingleSource({ repository: session.repository, client });
}

/** What of a given source a project keeps; folders of this machine relative to it. */
export function savedSource({ source, projectDir }: SourceInput, project: Project): Partial<Project> {
  const { repo, root, mirrors = [], map } = source;
  const place = (path: string): string => (isAddress(path) ? path : relativeTo(projectDir, path));
  if (map !== undefined) return { map: place(map) };
  return {
    ...(repo !== undefined && { repo: place(repo) }),
    ...(root !== undefined && { root: isRootDigest(root) ? root : place(root) }),
    ...(mirrors.length > 0 && { mirrors: mirrors.map(place) }),
    ...(project.map !== undefined && repo === undefined && { map: project.map }),
  };
}

function relativeTo(dir: string, path: string): string {
  const text = relative(dir, path).replaceAll('\\', '/');
  return text.startsWith('.') ? text : `./${text}`;
}

/** An address stays as it is; a path starts from a folder. */
export function placeOrAddress(place: string, from: string): string {
  return isAddress(place) ? place : resolve(from, place);
}

function isAddress(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(place);
}
