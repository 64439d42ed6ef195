import { z } from 'zod';
import { parseFile } from './parse-file.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hex');
const version = z.number().int().min(1);

const lockfileSchema = z.strictObject({
  lockfileVersion: z.literal(1),
  repositories: z.array(
    z.strictObject({
      name: z.string().optional(),
      root: z.strictObject({ version, sha256 }),
      snapshot: version,
      timestamp: version,
    }),
  ),
  plugins: z.record(
    z.string(),
    z.strictObject({
      version: z.string().min(1),
      target: z.string().min(1),
      sha256,
      length: z.number().int().min(0),
      requires: z.record(z.string(), z.string()).optional(),
      scan: z
        .strictObject({ verdict: z.enum(['pass', 'allowed']), findings: z.number().int().min(0) })
        .optional(),
    }),
  ),
});

/**
 * `ragnos-vault.lock.json`: exactly what a set is made of. It only narrows what may be installed: every proof is made
 * again from the trusted root on. `repositories` is a floor against rollback for machines that know nothing yet (`name`
 * in a map); `scan` is for people who read it, never believed.
 */
export type Lockfile = Readonly<z.infer<typeof lockfileSchema>>;
export type LockedPlugin = Lockfile['plugins'][string];

export const LOCK_FILE = 'ragnos-vault.lock.json';

export const EMPTY_LOCK: Lockfile = { lockfileVersion: 1, repositories: [], plugins: {} };

/** @throws ERR_CONFIG_INVALID */
export function parseLockfile(bytes: Uint8Array): Lockfile {
  return parseFile(bytes, { schema: lockfileSchema, name: LOCK_FILE });
}

/** The same lock is the same bytes, in whatever order its plugins were found. */
export function encodeLockfile({ lockfileVersion, repositories, plugins }: Lockfile): Uint8Array {
  const sorted = Object.entries(plugins).sort(([a], [b]) => (a < b ? -1 : 1));
  const document = { lockfileVersion, repositories, plugins: Object.fromEntries(sorted) };
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** A lock without these names: they are looked for anew. */
export function unlock(lock: Lockfile, names: readonly string[]): Lockfile {
  const kept = Object.entries(lock.plugins).filter(([name]) => !names.includes(name));
  return { ...lock, plugins: Object.fromEntries(kept) };
}

/** What a client on a new machine must not fall below; `name` of a repository in a map. */
export function floorOf(lock: Lockfile, name?: string): Lockfile['repositories'][number] | undefined {
  return lock.repositories.find((repository) => repository.name === name);
}
