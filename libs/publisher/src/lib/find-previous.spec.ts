import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import { TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY, type ScanReport } from '@ragnos-vault/scanner';
import { MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { createVaultInMemory, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { accept } from './accept.ts';
import { addVendor } from './add-vendor.ts';
import { publish } from './publish.ts';
import { revoke } from './revoke.ts';
import { encodeSubmission } from './submission.ts';
import type { SubmittedEdit } from './submit-edit.ts';
import { yank } from './yank.ts';

const NOW = new Date();
const NAME = '@acme/a';
const QUIET = 'module.exports = 1;\n';
const SENDING = `fetch('https://a.example/');\n`;

let repo: MemoryRepository;
let vault: VaultInMemory;

beforeEach(async () => {
  repo = new MemoryRepository();
  vault = await createVaultInMemory(NOW, { store: repo, newSigner });
});

const base = () => ({ config: vault.config, trustedRoot: vault.trustedRoot, now: NOW });
const rules = { policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS };

function publishSource(version: string, source: string, ports: Partial<Parameters<typeof publish>[1]> = {}) {
  const manifest = JSON.stringify({ name: NAME, version });
  const files = { 'package.json': manifest, 'index.js': source };
  const archive = packFiles(
    Object.entries(files).map(([path, content]) => ({ path, mode: 0o644, content: Buffer.from(content) })),
  );
  return publish(
    { ...base(), ...rules, plugins: ['a'] },
    { ...vault.ports, readPlugin: () => Promise.resolve(archive), ...ports },
  );
}

function changes({
  plugins,
}: {
  readonly plugins: readonly { readonly scan: ScanReport }[];
}): readonly string[] {
  return plugins.flatMap(({ scan }) =>
    scan.findings.filter(({ rule }) => rule.startsWith('DIF')).map(({ message }) => message),
  );
}

const NETWORK = ['it reaches the network, which it did not: `a.example`'];

describe('publishing compares a version with the newest one that is live', () => {
  it('and not the first of a plugin, or one that is older than all', async () => {
    expect(changes(await publishSource('1.0.0', SENDING))).toEqual([]);
    expect(changes(await publishSource('0.9.0', SENDING))).toEqual([]);
  });

  it('by precedence, not by time', async () => {
    await publishSource('1.10.0', QUIET);
    await publishSource('1.9.0', SENDING);
    expect(changes(await publishSource('1.11.0', SENDING))).toEqual(NETWORK);
    expect(changes(await publishSource('1.9.1', SENDING))).toEqual([]);
  });

  it('leaving out what was yanked', async () => {
    await publishSource('1.0.0', QUIET);
    await publishSource('1.1.0', SENDING);
    await yank({ ...base(), plugin: `${NAME}@1.1.0`, reason: 'broken' }, vault.ports);
    expect(changes(await publishSource('1.2.0', SENDING))).toEqual(NETWORK);
  });

  it('leaving out what was revoked, be its archive there or not', async () => {
    await publishSource('1.0.0', QUIET);
    await publishSource('1.1.0', SENDING);
    await revoke({ ...base(), plugin: `${NAME}@1.1.0`, reason: 'hostile' }, vault.ports);
    removeArchive('1.1.0');
    expect(changes(await publishSource('1.2.0', SENDING))).toEqual(NETWORK);
  });

  it.each([
    ['is gone', 'ERR_TUF_MISSING', (version: string) => removeArchive(version)],
    ['has other bytes', 'ERR_TUF_HASH_MISMATCH', (version: string) => changeArchive(version)],
  ])('and refuses where that one %s', async (...[, code, damage]) => {
    await publishSource('1.0.0', QUIET);
    damage('1.0.0');
    const before = repo.files.get(TIMESTAMP_PATH);
    await expect(publishSource('1.1.0', QUIET)).rejects.toMatchObject({ code });
    expect(repo.files.get(TIMESTAMP_PATH)).toBe(before);
    expect([...repo.files.keys()].filter((path) => path.includes('1.1.0'))).toEqual([]);
  });

  it('where an operator accepts it', async () => {
    await vault.addVendor('acme', NOW);
    await publishSource('1.0.0', QUIET);
    expect(changes(await acceptSource('1.1.0', SENDING))).toEqual(NETWORK);
  });

  it('and tells an operator of a key that has not signed it before', async () => {
    const [first, second] = [newSigner(), newSigner()];
    const keys = { keys: [first.publicKey, second.publicKey], threshold: 1 };
    await addVendor({ ...base(), vendor: 'acme', keys }, vault.ports);
    vault.signers.set('vendor-acme', [first]);
    await publishSource('1.0.0', QUIET);
    expect(changes(await acceptSource('1.1.0', QUIET))).toEqual([]);
    vault.signers.set('vendor-acme', [second]);
    expect(changes(await acceptSource('1.2.0', QUIET))).toEqual([
      `is signed by other keys than before: \`${second.keyId.slice(0, 12)}\``,
    ]);
  });
});

async function acceptSource(version: string, source: string) {
  let edit: SubmittedEdit | undefined;
  const submit = (given: SubmittedEdit): Promise<void> => {
    edit = given;
    return Promise.resolve();
  };
  await publishSource(version, source, { submit });
  return accept({ ...base(), ...rules, submission: encodeSubmission(edit!.submission) }, vault.ports);
}

function archivesOf(version: string): readonly string[] {
  return [...repo.files.keys()].filter((path) => path.endsWith(`a-${version}.tgz`));
}

function removeArchive(version: string): void {
  for (const path of archivesOf(version)) repo.files.delete(path);
}

function changeArchive(version: string): void {
  for (const path of archivesOf(version)) {
    const bytes = Uint8Array.from(repo.files.get(path)!);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    repo.files.set(path, bytes);
  }
}
