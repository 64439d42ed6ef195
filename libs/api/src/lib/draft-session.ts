import { readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { openSigner, parsePublicKey } from '@ragnos-vault/crypto';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { loadNewestRoot, loadRepository, parseRoot, parseTrustedRoot } from '@ragnos-vault/metadata';
import type { TopLevelRole } from '@ragnos-vault/metadata';
import {
  addSignature,
  draftPayload,
  draftRoot,
  draftTargets,
  openDraftFile,
  planNextRoot,
  roleConfig,
  rootStatus,
  signDraft,
} from '@ragnos-vault/publisher';
import type { RootStatus } from '@ragnos-vault/publisher';
import { addVaultFile, replaceVaultFile } from '@ragnos-vault/storage';
import { openVault, type OpenVaultInput, type VaultSession } from './open-vault.ts';
import { recoveryFor } from './rotate-session.ts';

export interface DraftRootInput {
  readonly repoDir: string;
  /** The draft; it must not exist yet. */
  readonly file: string;
  /** Where the next targets go as a draft of their own, if their keys change and are not at hand. */
  readonly targetsFile?: string;
  readonly removeKeys: readonly { readonly role: TopLevelRole; readonly keyId: string }[];
  /** Public keys in PEM, by path. */
  readonly addKeys: readonly { readonly role: TopLevelRole; readonly path: string }[];
  readonly thresholds: readonly { readonly role: TopLevelRole; readonly threshold: number }[];
  /** Milliseconds from now; by default what vault.yaml says of root. */
  readonly lifetime?: number;
  /** The root ends a theft: go on from this snapshot, or from the one that is found. */
  readonly recover?: number | 'newest';
  readonly now: Date;
}

/**
 * Writes the next root as a draft that nobody has signed, and says what it changes. Nothing else is written.
 *
 * @throws what `planNextRoot` and `planRecovery` throw; ERR_USAGE for a place in the published repository;
 * ERR_VAULT_EXISTS where the file exists; ERR_KEY_INVALID, ERR_IO
 */
export async function draftVaultRoot(input: DraftRootInput): Promise<RootStatus> {
  const vault = await openVault({ ...input, passphrase: () => Promise.resolve(undefined), env: {} });
  const { root } = await loadNewestRoot(vault.ports.store, vault.trustedRoot);
  const addKeys = [];
  for (const { role, path } of input.addKeys)
    addKeys.push({ role, key: parsePublicKey(await readText(path)) });
  const recovery = await recoveryOf(input, vault);
  const lifetime = input.lifetime ?? roleConfig(vault.config, 'root').expires;
  const next = planNextRoot(
    root.signed,
    { ...input, addKeys, ...(recovery !== undefined && { recovery }) },
    new Date(input.now.getTime() + lifetime),
  );
  const draft = draftRoot(next);
  if (input.targetsFile !== undefined)
    await writeDraft(input.targetsFile, await nextTargets(vault, input.now), vault);
  await writeDraft(input.file, draft, vault);
  return rootStatus({ draft: parseRoot(draft), live: root, now: input.now });
}

export interface RootStatusInput {
  readonly file: string;
  /** The root before it, as a file or as that of a vault; without it nothing can be said of its keys. */
  readonly before: { readonly rootFile: string } | { readonly repoDir: string } | undefined;
  readonly now: Date;
}

/** Says who has signed a draft of a root, who has not, and what it changes. @throws ERR_TUF_METADATA_INVALID, ERR_IO */
export async function rootDraftStatus({ file, before, now }: RootStatusInput): Promise<RootStatus> {
  const draft = parseRoot(await read(file));
  if (before === undefined) return rootStatus({ draft, now });
  if ('rootFile' in before)
    return rootStatus({ draft, now, live: parseTrustedRoot(await read(before.rootFile)) });
  const vault = await openVault({ ...before, passphrase: () => Promise.resolve(undefined), env: {} });
  const { root } = await loadNewestRoot(vault.ports.store, vault.trustedRoot);
  return rootStatus({ draft, now, live: root });
}

export interface DraftFileInput {
  readonly file: string;
  readonly role?: string;
}

export interface DraftReport {
  readonly file: string;
  readonly roles: readonly string[];
  readonly keyId: string;
}

/** Signs a draft in place. @throws what `signDraft` of the publisher and `openSigner` throw; ERR_IO */
export async function signDraftFile(
  input: DraftFileInput &
    Pick<OpenVaultInput, 'passphrase' | 'env'> & { readonly uri: string; readonly dir: string },
): Promise<DraftReport> {
  const bytes = await read(input.file);
  const [first = 'signing'] = (await openDraftFile(bytes)).documents.keys();
  const passphrase = () => input.passphrase(input.role ?? first);
  const signer = await openSigner(input.uri, { baseDir: input.dir, env: input.env, passphrase });
  const { file, ...report } = await signDraft({ ...input, file: bytes }, signer);
  await replaceVaultFile(input.file, { bytes: file, mode: 0o644 });
  return { file: input.file, ...report };
}

/** The bytes that a draft's keys sign; written to a file where one is named. @throws what `draftPayload` throws, ERR_IO */
export async function draftFilePayload(
  input: DraftFileInput & { readonly out?: string },
): Promise<{ readonly role: string; readonly sha256: string; readonly payload: Uint8Array }> {
  const made = await draftPayload({ ...input, file: await read(input.file) });
  if (input.out !== undefined) await inDisk(writeFile(input.out, made.payload));
  return made;
}

/** Puts a signature into a draft that was made elsewhere. @throws what `addSignature` of the publisher throws; ERR_IO */
export async function addSignatureToFile(
  input: DraftFileInput & { readonly publicKeyFile: string; readonly signatureFile: string },
): Promise<DraftReport> {
  const key = parsePublicKey(await readText(input.publicKeyFile));
  const signature = await read(input.signatureFile);
  const { file, ...report } = await addSignature(
    { ...input, file: await read(input.file) },
    { key, signature },
  );
  await replaceVaultFile(input.file, { bytes: file, mode: 0o644 });
  return { file: input.file, ...report };
}

async function recoveryOf({ recover }: DraftRootInput, vault: VaultSession) {
  if (recover === undefined) return undefined;
  return recoveryFor(vault, recover === 'newest' ? undefined : recover);
}

async function nextTargets({ config, ports, trustedRoot }: VaultSession, now: Date): Promise<Uint8Array> {
  const expires = new Date(now.getTime() + roleConfig(config, 'targets').expires);
  return draftTargets(await loadRepository(ports.store, trustedRoot), expires, ports.store);
}

/** A draft is not published by lying in the wrong folder: clients look for the next root at once. */
async function writeDraft(file: string, bytes: Uint8Array, { dir }: VaultSession): Promise<void> {
  const folder = await inDisk(realpath(dirname(resolve(file))));
  const place = join(dir, 'repository');
  const repository = await inDisk(realpath(place).catch(() => place));
  const way = relative(repository, folder);
  if (way === '' || !(way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way)) {
    throw new VaultError('ERR_USAGE', `a draft does not belong into the published repository: ${file}`, {
      facts: { file },
    });
  }
  await addVaultFile(folder, basename(file), { bytes, mode: 0o644 });
}

const readText = async (path: string): Promise<string> => new TextDecoder().decode(await read(path));

function read(path: string): Promise<Uint8Array> {
  return inDisk(readFile(path));
}

async function inDisk<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw toVaultError(cause);
  });
}
