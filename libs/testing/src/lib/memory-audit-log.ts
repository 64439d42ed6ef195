import { GENESIS, parseAuditLine, sealRecord } from '@ragnos-vault/audit';
import type { AuditEvent, AuditHead, AuditLog, AuditRecord, OpenIntent } from '@ragnos-vault/audit';
import { VaultError } from '@ragnos-vault/errors';

/** A log of changes in memory. */
export class MemoryAuditLog implements AuditLog {
  readonly records: AuditRecord[] = [];
  /** How many more records there is room for. */
  room = Infinity;
  readonly #lines: Uint8Array[] = [];
  #head: AuditHead = { seq: 0, sha256: GENESIS };

  append(event: AuditEvent): Promise<AuditHead> {
    if (this.room === 0)
      return Promise.reject(new VaultError('ERR_AUDIT_WRITE', 'no record in the audit log: no space'));
    this.room -= 1;
    const stamp = { time: new Date(0), who: { user: 'tester', host: 'memory', pid: 1 } };
    const { line, head } = sealRecord(event, {
      ...stamp,
      seq: this.#head.seq + 1,
      previous: this.#head.sha256,
    });
    this.#lines.push(line);
    this.records.push(parseAuditLine(line.subarray(0, -1)));
    this.#head = head;
    return Promise.resolve(head);
  }

  openIntent(): Promise<OpenIntent | undefined> {
    const last = this.records.at(-1);
    return Promise.resolve(last?.type === 'intent' ? last : undefined);
  }

  async *read(): AsyncGenerator<Uint8Array> {
    yield* await Promise.resolve(this.#lines);
  }
}
