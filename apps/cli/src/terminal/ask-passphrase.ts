import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';

/** Asks on the terminal without showing what is typed; `undefined` where nobody can answer. */
export async function askPassphrase(question: string, io: Io): Promise<string | undefined> {
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) return undefined;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: io.stdin, output: silent, terminal: true });
  try {
    return await new Promise((resolve) => {
      prompt.question('', resolve);
      // Only now does the terminal no longer echo: asked earlier, a pasted answer would be shown.
      io.stderr.write(question);
      prompt.once('close', () => resolve(undefined));
    });
  } finally {
    prompt.close();
    io.stderr.write('\n');
  }
}
