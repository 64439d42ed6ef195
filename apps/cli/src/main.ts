import { run } from './run.ts';

/** The command of this process. */
export async function main(): Promise<void> {
  const { stdin, stdout, stderr, env, argv } = process;
  // A reader that went away (`ragnos-vault list | head -1`) is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 4));
  process.exitCode = await run(argv.slice(2), {
    cwd: process.cwd(),
    env,
    stdin,
    stdout,
    stderr,
    now: () => new Date(),
    stopped,
  });
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
