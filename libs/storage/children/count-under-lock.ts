// Adds one to a number in a file, many times: a lost update means that two held the lock.
import { readFileSync, writeFileSync } from 'node:fs';
import { withLock } from '../src/lib/kernel-lock.ts';

const [, , path = '', counter = '', rounds = '0'] = process.argv;

for (let round = 0; round < Number(rounds); round += 1) {
  await withLock(path, { command: 'count', timeoutMs: 60_000 }, async () => {
    const before = Number(readFileSync(counter, 'utf8'));
    await new Promise(setImmediate);
    writeFileSync(counter, String(before + 1));
  });
}
