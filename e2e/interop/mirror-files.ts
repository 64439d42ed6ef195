import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parseDelegations } from './parse-delegations.ts';

/** Where a mirror keeps a target: below its path, with its digest before its name (TUF 6.2). */
export function targetFile(folder: string, path: string, bytes: Uint8Array): string {
  const digest = createHash('sha256').update(bytes).digest('hex');
  return join(folder, 'targets', posix.dirname(path), `${digest}.${posix.basename(path)}`);
}

/**
 * What a new client reads of a mirror, by what it is: timestamp, snapshot, targets, and where there are some, all later
 * roots, and all roles that are one delegation deep, or two, and so on.
 */
export async function metadataFiles(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const dir = join(folder, 'metadata');
  const names = await readdir(dir);
  const newest = newestFiles(names, dir);
  const roots = names.filter((name) => name.endsWith('.root.json') && name !== '1.root.json');
  const files = new Map([
    ['timestamp', [join(dir, 'timestamp.json')]],
    ['snapshot', [newest.get('snapshot') ?? '']],
    ['targets', [newest.get('targets') ?? '']],
    ['later roots', roots.map((name) => join(dir, name))],
  ]);
  let roles = ['targets'];
  for (let depth = 1; roles.length > 0; depth += 1) {
    roles = await delegatedBy(roles, newest);
    const paths = roles.map((role) => newest.get(role) ?? '');
    files.set(`roles ${depth} deep`, paths);
  }
  return new Map([...files].filter(([, paths]) => paths.length > 0));
}

const VERSIONED = /^([0-9]+)\.(.+)\.json$/;

function newestFiles(names: readonly string[], dir: string): ReadonlyMap<string, string> {
  const versions = new Map<string, number>();
  for (const name of names) {
    const [, version = '', role = ''] = VERSIONED.exec(name) ?? [];
    if (role !== '') versions.set(role, Math.max(versions.get(role) ?? 0, Number(version)));
  }
  return new Map([...versions].map(([role, version]) => [role, join(dir, `${version}.${role}.json`)]));
}

async function delegatedBy(
  delegators: readonly string[],
  newest: ReadonlyMap<string, string>,
): Promise<string[]> {
  const texts = await Promise.all(delegators.map(async (role) => readFile(newest.get(role) ?? '', 'utf8')));
  const are = texts.map(parseDelegations);
  return [...newest.keys()].filter((role) => are.some((isDelegated) => isDelegated(role)));
}
