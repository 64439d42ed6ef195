import { verifyAuditLog } from '@ragnos-vault/audit';
import type { AuditReport, VerifyAuditInput } from '@ragnos-vault/audit';
import { openPluginStore } from '@ragnos-vault/storage';

/**
 * Proves the log of changes of a plugins folder, and returns its newest records. What is wrong with it is part of the
 * answer. Changes nothing, and needs no lock.
 *
 * @throws ERR_IO
 */
export async function readAuditLog(pluginsDir: string, input: VerifyAuditInput = {}): Promise<AuditReport> {
  return verifyAuditLog(openPluginStore(pluginsDir).audit.read(), input);
}
