import { VaultError } from '@ragnos-vault/errors';

/** Names a record for good: whoever keeps it elsewhere can tell later that the log still goes through it. */
export interface AuditHead {
  readonly seq: number;
  /** Of the record, in hex. */
  readonly sha256: string;
}

const HEAD = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/;

/** Reads `SEQ:SHA256`. @throws ERR_USAGE */
export function parseAuditHead(text: string): AuditHead {
  const [, seq, sha256] = HEAD.exec(text) ?? [];
  if (seq !== undefined && sha256 !== undefined) return { seq: Number(seq), sha256 };
  throw new VaultError('ERR_USAGE', `not a head of the audit log, SEQ:SHA256: ${text}`, {
    facts: { head: text },
  });
}
