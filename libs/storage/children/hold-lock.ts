// Takes the lock, says so, and holds it until it is told to go, or killed.
import { once } from 'node:events';
import { withLock } from '../src/lib/kernel-lock.ts';

const [, , path = '', mode = 'exclusive'] = process.argv;

await withLock(path, { command: 'hold', mode: mode === 'shared' ? 'shared' : 'exclusive' }, async () => {
  process.stdout.write('held\n');
  await once(process.stdin, 'data');
  process.stdin.destroy();
});
