import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Peer } from '../../tools/scripts/peers/peers.ts';
import { Refusal, type DownloadInput } from './client.ts';

const REFUSED = 3;

/** Runs the client program of a peer, and resolves to the files that it downloaded. @throws Refusal, or Error on a crash */
export async function runPeerClient(
  { name, client }: Peer,
  input: DownloadInput,
): Promise<readonly string[]> {
  const [program, ...args] = client;
  const { trustedRoot, url, folder, targetPaths } = input;
  const options = ['--root', trustedRoot, '--url', url, '--dir', folder];
  const child = spawn(program, [...args, 'download', ...options, ...targetPaths], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [files, words] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode === 0) return files.split(/\r?\n/).filter((line) => line !== '');
  if (child.exitCode === REFUSED) throw new Refusal(words.trim());
  throw new Error(`${name} ended with ${String(child.exitCode)}: ${words}`);
}
