import { constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { sealRecord } from '@ragnos-vault/audit';
import type { AuditEvent, AuditHead, AuditLog, Who } from '@ragnos-vault/audit';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { damageOf, openIntentOf, readAuditTail, tailHeadOf } from './audit-tail.ts';
import { syncFolder } from './durable.ts';
import { ioCoded } from './io-coded.ts';
import { openRegularFile } from './open-regular-file.ts';
import { redactUrl } from './redact-url.ts';
import { chunksOf } from './stage-archive.ts';

const APPEND =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The log of changes in `<folder>/log.jsonl`; it is made by the first change. One write and one fdatasync append to it.
 * What a crash or a full disk left of a record is taken away by the next one, and recorded as damage.
 *
 * A log that was changed is gone on with: it is evidence, and decides nothing. Whoever can write it can write the
 * plugins beside it as well; and a flipped bit must not keep a machine from an update, or tempt somebody to remove the
 * log. `verifyAuditLog` names that line for ever.
 */
export function openAuditLog(folder: string): AuditLog {
  const path = join(folder, 'log.jsonl');
  return {
    append: (event) => auditCoded(path, () => append(path, event)),
    openIntent: () => auditCoded(path, () => findOpenIntent(path)),
    read: () => readChunks(path),
  };
}

async function append(path: string, event: AuditEvent): Promise<AuditHead> {
  const handle = await openForAppend(path);
  try {
    const tail = await readAuditTail(handle);
    const end = tail.size - tail.unfinished.length;
    const lines: Uint8Array[] = [];
    let head = await tailHeadOf(handle, tail);
    for (const each of [...damageOf(tail), withoutCredentials(event)]) {
      const stamp = { seq: head.seq + 1, time: new Date(), previous: head.sha256, who: whoAmI() };
      const sealed = sealRecord(each, stamp);
      lines.push(sealed.line);
      head = sealed.head;
    }
    if (tail.unfinished.length > 0) await handle.truncate(end);
    await writeOrUndo(handle, Buffer.concat(lines), end);
    return head;
  } finally {
    await handle.close();
  }
}

async function openForAppend(path: string): Promise<FileHandle> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const handle = await open(path, APPEND, 0o600);
  try {
    const { size } = await assertPlain(handle, path);
    if (size > 0) return handle;
    await syncFolder(folder);
    await syncFolder(dirname(folder));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What is written to anything else is nowhere. */
async function assertPlain(handle: FileHandle, path: string): Promise<{ readonly size: number }> {
  const stats = await handle.stat();
  if (stats.isFile()) return stats;
  throw new VaultError('ERR_IO', `not a plain file: ${path}`, { facts: { path } });
}

async function writeOrUndo(handle: FileHandle, bytes: Uint8Array, end: number): Promise<void> {
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } catch (error) {
    // Where this fails too, half a record stays, which the next one heals.
    await handle.truncate(end).catch(() => undefined);
    throw error;
  }
}

async function findOpenIntent(path: string): ReturnType<AuditLog['openIntent']> {
  const handle = await openRegularFile(path);
  if (handle === undefined) return undefined;
  try {
    return openIntentOf(await readAuditTail(handle));
  } finally {
    await handle.close();
  }
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  const handle = await ioCoded(() => openRegularFile(path));
  if (handle !== undefined) yield* chunksOf(handle);
}

function withoutCredentials(event: AuditEvent): AuditEvent {
  return event.type === 'intent' ? { ...event, specs: event.specs.map(redactUrl) } : event;
}

function whoAmI(): Who {
  return { user: userName(), host: hostname(), pid: process.pid };
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

async function auditCoded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new VaultError('ERR_AUDIT_WRITE', `no record in the audit log: ${toVaultError(cause).message}`, {
      facts: { path },
      cause,
    });
  }
}
