import type { AuditEvent, AuditRecord } from './audit-event.ts';
import type { AuditHead } from './parse-audit-head.ts';

export type OpenIntent = Extract<AuditRecord, { readonly type: 'intent' }>;

/** Port: the log of one plugins folder. To append needs the lock of that folder. */
export interface AuditLog {
  /**
   * Appends one record, which is durable when it resolves; what stands in the log is never written again. A last line
   * that is no record is recorded as damage first.
   *
   * @throws ERR_AUDIT_WRITE
   */
  append(event: AuditEvent): Promise<AuditHead>;
  /** The last intent, where no outcome follows it. @throws ERR_AUDIT_WRITE where the log cannot be read */
  openIntent(): Promise<OpenIntent | undefined>;
  /** All bytes; none where nothing was ever appended. @throws ERR_IO */
  read(): AsyncIterable<Uint8Array>;
}
