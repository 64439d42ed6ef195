// Says that it is ready, waits until it is told to go, publishes one plugin folder into a vault, and says how that ended.
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { VaultError } from '@ragnos-vault/errors';
import { publishPlugins } from '../src/lib/vault-session.ts';

const [, , repoDir = '', plugin = ''] = process.argv;

flushCompileCache();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
try {
  const report = await publishPlugins({
    repoDir,
    plugins: [plugin],
    now: new Date(),
    env: {},
    passphrase: () => Promise.resolve(undefined),
  });
  process.stdout.write(`${report.status}\n`);
} catch (error) {
  process.stdout.write(`${error instanceof VaultError ? `${error.code} ${error.message}` : String(error)}\n`);
}
