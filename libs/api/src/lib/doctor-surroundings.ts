import { VaultError } from '@ragnos-vault/errors';
import { memoryCache, openTrustedClient } from '@ragnos-vault/metadata';
import { ok, toFailed, type Found } from './doctor-check.ts';
import { readTrustedRoot } from './install-session.ts';
import { readAuditLog } from './log-session.ts';
import { openRepositoryAt } from './vault-store.ts';

/** A repository that is to be asked, and the file of the root that it is trusted by. */
export interface ExaminedRepository {
  readonly repo: string;
  readonly rootFile: string;
}

/** Clocks that are kept right are seconds apart. */
const TOLERANCE_MS = 60_000;

/** The command refuses an older one by itself; whoever calls these functions from a program of their own is told here. */
export function checkNode(version: string): Found {
  const message = `Node.js ${version}`;
  if (isSupported(version)) return ok(message);
  return toFailed(new VaultError('ERR_NODE_VERSION', `${message} is too old`, { facts: { version } }));
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
  if (major === 24) return minor >= 15;
  return major >= 26;
}

/** A clock that is earlier than a change which was recorded was put back, or ran ahead then. */
export async function checkClock(pluginsDir: string, now: Date): Promise<Found> {
  const { newest } = await readAuditLog(pluginsDir, { limit: 1 });
  const latest = Math.max(0, ...newest.map(({ time }) => Date.parse(time)));
  if (latest - now.getTime() <= TOLERANCE_MS) return ok(now.toISOString());
  const message = `the clock says ${now.toISOString()}, but a change was recorded at ${new Date(latest).toISOString()}`;
  return {
    status: 'failed',
    message,
    hint: 'set the clock right; whether metadata has expired depends on it',
  };
}

/** As a client that knows nothing but the root: nothing of it is kept. */
export async function checkRepository(
  { repo, rootFile }: ExaminedRepository,
  { env, now }: { readonly env: Readonly<Record<string, string | undefined>>; readonly now: Date },
): Promise<Found> {
  const trustedRoot = await readTrustedRoot(rootFile);
  const fetcher = await openRepositoryAt(repo, { env });
  const client = openTrustedClient({ trustedRoot, now }, { fetcher, cache: memoryCache() });
  const { root, timestamp } = await client.refresh();
  const until = timestamp.expires.toISOString();
  return ok(`trusted: root v${root.version}, timestamp v${timestamp.version}, until ${until}`);
}
