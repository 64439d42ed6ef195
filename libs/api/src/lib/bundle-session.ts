import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packFiles } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { install } from '@ragnos-vault/installer';
import type { InstallReport } from '@ragnos-vault/installer';
import { collect, DEFAULT_CLIENT_LIMITS, metadataPath } from '@ragnos-vault/metadata';
import type { Fetcher } from '@ragnos-vault/metadata';
import { openPluginStore, replaceVaultFile } from '@ragnos-vault/storage';
import { openRepository, rulesOf } from './install-session.ts';
import { planProject, type ProjectInput } from './project-session.ts';
import { sourceOf } from './project-source.ts';

export interface CreateBundleInput extends Omit<ProjectInput, 'pluginsDir'> {
  /** Without any: what the project wants, as its lock says. */
  readonly specs: readonly string[];
  /** Replaced whole where it exists. */
  readonly output: string;
}

export interface BundleReport {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly plugins: InstallReport['plugins'];
  /** The bundle installs as long as these have not expired. */
  readonly roles: InstallReport['roles'];
}

/** It takes no room in any store. */
const REHEARSAL = { dryRun: true, quota: {} };

type Files = Map<string, Uint8Array>;

/**
 * Writes one file with all that an install of these plugins asks a repository for: every root, the metadata of now,
 * version lists, revocations and archives. It is made by such an install, up to its switch: what would not install
 * is not bundled. The same repository and plugins give the same bytes.
 *
 * @throws what `install` throws; ERR_USAGE for a map of several repositories; ERR_ARCHIVE_LIMIT, ERR_IO
 */
export async function createBundle(input: CreateBundleInput): Promise<BundleReport> {
  const pluginsDir = await mkdtemp(join(tmpdir(), 'ragnos-vault-bundle-'));
  try {
    const files: Files = new Map();
    const { plugins, roles } = await rehearse({ ...input, pluginsDir }, files);
    const bundle = packFiles([...files].map(([path, content]) => ({ path, mode: 0o644, content })));
    await replaceVaultFile(input.output, { bytes: bundle, mode: 0o644 });
    return { file: input.output, sha256: sha256Hex(bundle), bytes: bundle.length, plugins, roles };
  } finally {
    await rm(pluginsDir, { recursive: true, force: true });
  }
}

async function rehearse(
  input: CreateBundleInput & { readonly pluginsDir: string },
  files: Files,
): Promise<InstallReport> {
  const { project, specs, lock } = await planProject(input);
  const source = await sourceOf(input, project);
  if ('map' in source)
    throw new VaultError('ERR_USAGE', 'a bundle is of one repository: name it with --repo and --root');
  const session = await openRepository({ ...input, ...source });
  const fetcher = recording(session.fetcher, files);
  const store = openPluginStore(input.pluginsDir);
  const report = await install(
    { ...input, ...session, ...source, ...(await rulesOf(input)), specs, lock, ...REHEARSAL },
    { ...input, ...session, fetcher, store },
  );
  await recordRoots(report.roles.root.version, fetcher);
  return report;
}

/** A consumer may have been given any root, so that all of them go along. */
async function recordRoots(newest: number, fetcher: Fetcher): Promise<void> {
  const { rootMaxLength } = DEFAULT_CLIENT_LIMITS;
  for (let version = 1; version <= newest; version += 1) {
    const stream = await fetcher.get(metadataPath('root', version), { maxLength: rootMaxLength });
    if (stream !== undefined) await collect(stream);
  }
}

/** Notes each file that was fetched to its end. */
function recording(fetcher: Fetcher, files: Files): Fetcher {
  return {
    get: async (path, options) => {
      const stream = await fetcher.get(path, options);
      return stream && recorded(stream, (bytes) => files.set(path, bytes));
    },
  };
}

async function* recorded(
  stream: AsyncIterable<Uint8Array>,
  onEnd: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(Uint8Array.from(chunk));
    yield chunk;
  }
  onEnd(Buffer.concat(chunks));
}
