// Appends one intent to a log and prints how it ended.
import { VaultError } from '@ragnos-vault/errors';
import { openAuditLog } from '../src/lib/open-audit-log.ts';

const [, , folder = '', spec = ''] = process.argv;

try {
  const { seq } = await openAuditLog(folder).append({ type: 'intent', operation: 'install', specs: [spec] });
  process.stdout.write(`appended ${seq}`);
} catch (error) {
  process.stdout.write(error instanceof VaultError ? error.code : String(error));
}
