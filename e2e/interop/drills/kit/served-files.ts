import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { metadataPath, parseSnapshot, parseTimestamp, TIMESTAMP_PATH } from '@ragnos-vault/metadata';
import type { Snapshot, Timestamp } from '@ragnos-vault/metadata';

export async function liveTimestamp(folder: string): Promise<Timestamp> {
  return parseTimestamp(await readFile(join(folder, TIMESTAMP_PATH))).signed;
}

export async function liveSnapshot(folder: string): Promise<Snapshot> {
  const { version } = (await liveTimestamp(folder)).snapshot;
  return parseSnapshot(await readMetadata('snapshot', version, folder)).signed;
}

export async function readMetadata(role: string, version: number, folder: string): Promise<Uint8Array> {
  return readFile(join(folder, metadataPath(role, version)));
}

export async function put(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}
