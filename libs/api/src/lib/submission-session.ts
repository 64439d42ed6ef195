import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Signer } from '@ragnos-vault/crypto';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import {
  accept,
  encodeSubmission,
  fetchedStore,
  keylessConfig,
  publish,
  SUBMISSION_LIMITS,
} from '@ragnos-vault/publisher';
import type {
  AcceptEvent,
  AcceptReport,
  EditPorts,
  PublishReport,
  RoleSignatures,
  Submit,
  VaultConfig,
} from '@ragnos-vault/publisher';
import { replaceVaultFile } from '@ragnos-vault/storage';
import { readTrustedRoot } from './install-session.ts';
import { loadPolicy, type PolicyFiles } from './load-policy.ts';
import { openPresentKeys } from './open-present-keys.ts';
import { openUris, openVault, type OpenVaultInput } from './open-vault.ts';
import { readPluginSource } from './read-plugin-source.ts';
import { withScanner } from './scan-threads.ts';
import type { PublishPluginsInput } from './vault-session.ts';
import { openRepositoryAt } from './vault-store.ts';

/** A repository that is read only, and the keys that are to sign. */
export interface RemoteRepository {
  /** An address, a `file:` URL, a vault folder or a repository folder. */
  readonly repo: string;
  /** The root.json that is trusted. */
  readonly rootFile: string;
  /** Signer URIs; relative paths start at `keyDir`. */
  readonly vendorKeys: readonly string[];
  readonly keyDir: string;
}

export interface SubmitPluginsInput extends Omit<PublishPluginsInput, 'repoDir'> {
  /** A vault whose vault.yaml names the keys, or a repository elsewhere. */
  readonly from: Pick<OpenVaultInput, 'repoDir'> | RemoteRepository;
  /** The submission; it must not exist yet. */
  readonly file: string;
}

/** What was written for somebody else to accept. */
export interface SubmissionFile {
  readonly file: string;
  readonly bytes: number;
  /** How far each role is signed; `missing` names who may still sign. */
  readonly roles: readonly RoleSignatures[];
}

/**
 * Signs plugins with the keys of their vendor alone, and writes what the operator is to accept. Nothing in the
 * repository changes.
 *
 * @throws what `publish` of the publisher throws; ERR_USAGE where the file exists.
 */
export async function submitPlugins(
  input: SubmitPluginsInput,
): Promise<PublishReport & { readonly submission?: SubmissionFile }> {
  const { ports, ...session } = await openToSubmit(input);
  const loaded = await loadPolicy(input, input.now);
  const readPlugin = (source: string): Promise<Uint8Array> => readPluginSource(source, loaded.limits);
  return withSubmission(input.file, (submit) =>
    withScanner(input.plugins.length, input, (scanner) =>
      publish({ ...input, ...loaded, ...session }, { ...input, ...ports, readPlugin, submit, scanner }),
    ),
  );
}

/**
 * Runs a command whose edit is written to a file in place of a commit: hand the port on as `submit` among its others.
 *
 * @throws ERR_USAGE where the file exists; what the command throws.
 */
export async function withSubmission<T extends object>(
  file: string,
  command: (submit: Submit) => Promise<T>,
): Promise<T & { readonly submission?: SubmissionFile }> {
  if (existsSync(file)) {
    throw new VaultError('ERR_USAGE', `a submission is never overwritten, and there is a file: ${file}`, {
      facts: { file },
    });
  }
  let written: SubmissionFile | undefined;
  const report = await command(async ({ submission, signatures }) => {
    const bytes = encodeSubmission(submission);
    await replaceVaultFile(resolve(file), { bytes, mode: 0o644 });
    written = { file, bytes: bytes.length, roles: signatures };
  });
  return { ...report, ...(written !== undefined && { submission: written }) };
}

export interface AcceptSubmissionInput extends OpenVaultInput {
  readonly file: string;
  readonly policyFile?: PolicyFiles;
  readonly knownBadFiles?: readonly string[];
  readonly now: Date;
  readonly onEvent?: (event: AcceptEvent) => void;
}

/** Publishes a submission into a vault folder. @throws what `accept` of the publisher throws; ERR_IO */
export async function acceptSubmission(input: AcceptSubmissionInput): Promise<AcceptReport> {
  const { config, trustedRoot, ports } = await openVault(input);
  const loaded = await loadPolicy(input, input.now);
  const submission = await readSubmission(input.file);
  return accept({ ...input, ...loaded, config, trustedRoot, submission }, { ...input, ...ports });
}

/** The bytes of a submission. @throws ERR_ARCHIVE_LIMIT, ERR_IO */
export async function readSubmission(file: string): Promise<Uint8Array> {
  const limit = SUBMISSION_LIMITS.maxTotalSize;
  try {
    const { size } = await stat(file);
    if (size <= limit) return await readFile(file);
    throw new VaultError('ERR_ARCHIVE_LIMIT', `${file} has ${size} bytes, more than ${limit}`, {
      facts: { file, length: size, limit },
    });
  } catch (error) {
    throw toVaultError(error);
  }
}

interface SubmitSession {
  readonly config: VaultConfig;
  readonly trustedRoot: Uint8Array;
  readonly ports: Pick<EditPorts, 'store' | 'openSigners'>;
}

async function openToSubmit(input: SubmitPluginsInput): Promise<SubmitSession> {
  const { from } = input;
  if ('repoDir' in from) {
    const session = await openVault({ ...input, ...from });
    const openSigners = openPresentKeys(session, input);
    return { ...session, ports: { ...session.ports, openSigners } };
  }
  const trustedRoot = await readTrustedRoot(from.rootFile);
  const store = fetchedStore(await openRepositoryAt(from.repo, { env: input.env }));
  const openSigners = (role: string): Promise<readonly Signer[]> =>
    openUris(from.vendorKeys, { ...input, dir: from.keyDir, role });
  return { config: keylessConfig(), trustedRoot, ports: { store, openSigners } };
}
