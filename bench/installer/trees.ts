import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_LIMITS, encodeFileManifest, readArchive } from '@ragnos-vault/archive';
import { createMemberWriter } from '../../libs/storage/src/lib/member-writer.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
/** Of noise and of zeros, in turn: it packs to half, as programs do, and to no less. */
const PIECE = 64 * 1024;

/** A plugin as GNU tar packs it, and what is in it. */
export interface Packed {
  readonly archive: string;
  /** A file of the encoded manifest. */
  readonly manifest: string;
}

export interface Tree {
  readonly name: string;
  readonly files: number;
  readonly sizeOf: (file: number) => number;
}

export const TREES = {
  many: { name: '5,500 files', files: 5_500, sizeOf: (file) => 200 + ((file * 7_919) % 12_000) },
  small: { name: '2,500 files of 1 KiB', files: 2_500, sizeOf: () => 1024 },
  large: { name: '5 files of 20 MiB', files: 5, sizeOf: () => 20 * MIB },
  gigabyte: { name: '10 files of 100 MiB', files: 10, sizeOf: () => 100 * MIB },
} as const satisfies Record<string, Tree>;

/** Makes a tree as `@acme/bench` in `folder`, and packs it. */
export async function packTree({ files, sizeOf }: Tree, folder: string): Promise<Packed> {
  const root = join(folder, 'package');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'package.json'), JSON.stringify({ name: '@acme/bench', version: '1.0.0' }));
  for (let file = 0; file < files; file += 1) {
    const path = join(root, `lib/${file % 40}/part-${file}${sizeOf(file) < MIB ? '.txt' : '.bin'}`);
    await mkdir(dirname(path), { recursive: true });
    await writeContent(path, sizeOf(file), file);
  }
  const archive = join(folder, 'bench-1.0.0.tgz');
  await run('tar', ['-I', 'gzip -6', '--sort=name', '--owner=0', '--group=0', '-cf', archive, 'package'], {
    cwd: folder,
  });
  await rm(root, { recursive: true });
  return { archive, manifest: await manifestBeside(archive) };
}

async function writeContent(path: string, size: number, seed: number): Promise<void> {
  if (size < MIB) return writeFile(path, wordsOf(size, seed));
  const piece = Buffer.alloc(PIECE);
  let state = seed + 1;
  for (let at = 0; at < PIECE / 2; at += 1) piece[at] = state = (state * 75 + 74) % 65_537;
  const file = await open(path, 'wx');
  for (let written = 0; written < size; written += PIECE) await file.writeFile(piece);
  await file.close();
}

function wordsOf(size: number, seed: number): string {
  const words = Array.from({ length: Math.ceil(size / 8) }, (_, at) => `${(at * seed * 7_919) % 99_991} `);
  return words.join('').padEnd(size).slice(0, size);
}

/** What an installer knows of the archive from signed metadata. */
async function manifestBeside(archive: string): Promise<string> {
  const folder = `${archive}.read`;
  const writer = createMemberWriter(folder);
  await readArchive(createReadStream(archive), { limits: DEFAULT_LIMITS, onMember: writer.onMember });
  writer.close();
  const manifest = `${archive}.manifest.json`;
  await writeFile(manifest, encodeFileManifest(writer.finish().manifest));
  await rm(folder, { recursive: true });
  return manifest;
}

/** As signed metadata and a lock file of npm name it. */
export async function digestsOf(file: string): Promise<{ readonly sha256: string; readonly sha512: Buffer }> {
  const [sha256, sha512] = [createHash('sha256'), createHash('sha512')];
  for await (const chunk of createReadStream(file)) {
    if (!(chunk instanceof Uint8Array)) continue;
    sha256.update(chunk);
    sha512.update(chunk);
  }
  return { sha256: sha256.digest('hex'), sha512: sha512.digest() };
}
