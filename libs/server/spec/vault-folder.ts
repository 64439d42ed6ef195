import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Stands in every file that must never be served. */
export const SECRET = 'SECRET-NEVER-SERVED';

export interface VaultFolder {
  readonly vaultDir: string;
  readonly repositoryDir: string;
  /** Writes a file of the repository and returns its full path. */
  write(path: string, content: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

/** A vault in a temporary folder: published files, and around them everything that must stay private. */
export async function makeVaultFolder(): Promise<VaultFolder> {
  const vaultDir = await mkdtemp(join(tmpdir(), 'vault-server-'));
  const repositoryDir = join(vaultDir, 'repository');
  const write = async (path: string, content: string | Uint8Array): Promise<string> => {
    const file = join(repositoryDir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  };
  for (const [path, content] of PUBLISHED) await write(path, content);
  for (const path of PRIVATE) await write(path, SECRET);
  await symlink('../../keys', join(repositoryDir, 'targets/keys'));
  await symlink('../../keys/root.json', join(repositoryDir, 'metadata/7.root.json'));
  await symlink('.hidden', join(repositoryDir, 'targets/plain'));
  await symlink('1.root.json', join(repositoryDir, 'metadata/root.json'));
  await symlink('loop.json', join(repositoryDir, 'metadata/loop.json'));
  return { vaultDir, repositoryDir, write, remove: () => rm(vaultDir, { recursive: true, force: true }) };
}

export const ARCHIVE = new TextEncoder().encode('0123456789abcdef'.repeat(4));
export const ARCHIVE_SHA256 = sha256(ARCHIVE);
export const ARCHIVE_PATH = `targets/plugins/acme/hello/1.0.0/${ARCHIVE_SHA256}.hello-1.0.0.tgz`;

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const PUBLISHED: readonly (readonly [string, string | Uint8Array])[] = [
  ['metadata/timestamp.json', '{"version":1}'],
  ['metadata/1.root.json', '{"root":1}'],
  ['metadata/3.snapshot.json', '{"snapshot":3}'],
  ['metadata/2.vendor-acme.json', '{"acme":2}'],
  ['targets/plain.bin', 'plain'],
  ['targets/empty', ''],
  ['targets/100%.txt', 'percent'],
  ['targets/with space+plus', 'space'],
  [ARCHIVE_PATH, ARCHIVE],
];

const PRIVATE = [
  '../vault.yaml',
  '../root.json',
  '../keys/root.json',
  '../keys/timestamp.pem',
  'beside.json',
  'index.json',
  'metadata/.timestamp.json',
  'metadata/.tmp-timestamp.json',
  'metadata/notes.txt',
  'metadata/timestamp.json~',
  'metadata/timestamp.json.tmp',
  'metadata/sub/1.root.json',
  'targets/.hidden',
  'targets/.git/config',
  'targets/half.tgz.part',
  'targets/C:stream',
];
