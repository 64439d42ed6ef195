// Performs operations that it reads from its input, one a line, and says how each ended. The first is a rehearsal
// elsewhere: what a process does only once, such as loading a module, must not be among the calls that are counted.
import { createInterface } from 'node:readline';
import { toVaultError } from '@ragnos-vault/errors';
import { isOperation, perform } from './operations.ts';

for await (const line of createInterface({ input: process.stdin })) {
  const [operation = '', vaultDir = '', pluginsDir = ''] = line.split('\t');
  if (!isOperation(operation)) throw new Error(`no such operation: ${operation}`);
  const said = await perform(operation, { vaultDir, pluginsDir }).then(
    () => 'done',
    (error: unknown) => toVaultError(error).code,
  );
  process.stdout.write(`${said}\n`);
}
