import { parseJson, sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { auditRecord, type AuditRecord } from './audit-event.ts';

/** What the first record follows. */
export const GENESIS = '0'.repeat(64);

/** No line is longer; a set of 5,000 plugins fits. */
export const MAX_LINE_BYTES = 1_048_576;

const SEAL = /^,"sha256":"([0-9a-f]{64})"\}$/;
const SEAL_BYTES = ',"sha256":""}'.length + 64;

/**
 * Reads a line of the log, without its end, that proves itself.
 *
 * @throws ERR_AUDIT_BROKEN where it is not what was written, or of a form that this version does not know
 */
export function parseAuditLine(line: Uint8Array): AuditRecord {
  if (!isSealed(line)) throw broken('its digest is another');
  try {
    return auditRecord.parse(parseJson(line));
  } catch (cause) {
    throw broken('it is no record that this version knows', cause);
  }
}

/** Whether a line ends with the digest of its other bytes. */
export function isSealed(line: Uint8Array): boolean {
  const body = line.subarray(0, -SEAL_BYTES);
  const seal = SEAL.exec(new TextDecoder('latin1').decode(line.subarray(-SEAL_BYTES)))?.[1];
  return seal !== undefined && seal === sha256Hex(body);
}

function broken(why: string, cause?: unknown): VaultError {
  return new VaultError('ERR_AUDIT_BROKEN', `a line of the audit log is not what was written: ${why}`, {
    facts: { reason: 'content' },
    cause,
  });
}
