import { exitCodeOf } from './exit-code-of.ts';

process.exitCode = await exitCodeOf(process.argv.slice(2), new Date(), ({ code, message }) => {
  process.stderr.write(`error: ${message} (${code})\n`);
});
