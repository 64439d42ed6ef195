import { sha256Hex } from '@ragnos-vault/crypto';
import type { JsonObject } from '@ragnos-vault/crypto';
import {
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  metadataPath,
  parseTargets,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { Snapshot, Targets, Timestamp } from '@ragnos-vault/metadata';
import type { Loot } from './loot.ts';
import { liveSnapshot, liveTimestamp, put, readMetadata } from './served-files.ts';

/** What a thief makes of live metadata, as far as there is a key for it. */
export interface Forgery {
  readonly roles?: Readonly<Record<string, (live: Targets) => Targets>>;
  readonly snapshot?: (live: Snapshot) => Snapshot;
  readonly timestamp?: (live: Timestamp) => Timestamp;
}

/** Signs with stolen keys and writes to a folder that is served; a role without a forgery stays as it is. */
export async function forge(folder: string, loot: Loot, forgery: Forgery): Promise<void> {
  const timestamp = await liveTimestamp(folder);
  const snapshot = await liveSnapshot(folder);
  const write = async (role: string, path: string, signed: JsonObject): Promise<Uint8Array> => {
    const bytes = await signRole(signed, loot.get(role) ?? []);
    await put(folder, path, bytes);
    return bytes;
  };
  const meta = new Map(snapshot.meta);
  for (const [role, change] of Object.entries(forgery.roles ?? {})) {
    const live = parseTargets(await readMetadata(role, meta.get(role)?.version ?? 0, folder)).signed;
    const forged = change(live);
    await write(role, metadataPath(role, forged.version), encodeTargets(forged));
    meta.set(role, { version: forged.version });
  }
  let named = timestamp.snapshot;
  if (forgery.snapshot !== undefined) {
    const forged = forgery.snapshot({ ...snapshot, meta });
    const path = metadataPath('snapshot', forged.version);
    const bytes = await write('snapshot', path, encodeSnapshot(forged));
    named = {
      version: forged.version,
      length: bytes.length,
      hashes: new Map([['sha256', sha256Hex(bytes)]]),
    };
  }
  if (forgery.timestamp === undefined) return;
  const forged = forgery.timestamp({ ...timestamp, snapshot: named });
  await write('timestamp', TIMESTAMP_PATH, encodeTimestamp(forged));
}
