import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Peer } from './peers.ts';

/** Whether a peer is there, made of the sources as they are now. */
export async function isInstalled(peer: Peer): Promise<boolean> {
  if (!existsSync(peer.client[0]) || !existsSync(peer.stamp)) return false;
  return (await readFile(peer.stamp, 'utf8')) === (await digestOf(peer));
}

/** What `installed` says of a peer: one digest over the sources that an installation depends on. */
export async function digestOf({ sources }: Peer): Promise<string> {
  const hash = createHash('sha256');
  // Scripts run from where they lie.
  const names = (await readdir(sources)).filter((name) => /\.(txt|go|mod|sum)$/.test(name)).sort();
  for (const name of names) {
    const text = await readFile(join(sources, name), 'utf8');
    hash.update(`${name} ${text.length}\n${text}`);
  }
  return `sha256:${hash.digest('hex')}\n`;
}
