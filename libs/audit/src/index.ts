export { parseAuditHead } from './lib/parse-audit-head.ts';
export { GENESIS, isSealed, MAX_LINE_BYTES, parseAuditLine } from './lib/parse-audit-line.ts';
export { sealRecord } from './lib/seal-record.ts';
export { verifyAuditLog } from './lib/verify-audit-log.ts';
export type { AuditEvent, AuditRecord, Operation, RecordedSet, Who } from './lib/audit-event.ts';
export type { AuditLog, OpenIntent } from './lib/audit-log.ts';
export type { AuditHead } from './lib/parse-audit-head.ts';
export type { SealedRecord } from './lib/seal-record.ts';
export type { AuditFault, AuditFaultReason, AuditReport, VerifyAuditInput } from './lib/verify-audit-log.ts';
