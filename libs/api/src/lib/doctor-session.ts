import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { systemCodeOf } from '@ragnos-vault/errors';
import { inspectTrust } from '@ragnos-vault/metadata';
import { openPluginStore, redactUrl, withLock } from '@ragnos-vault/storage';
import { ok, toFailed, type Check, type Found } from './doctor-check.ts';
import { checkClock, checkNode, checkRepository, type ExaminedRepository } from './doctor-surroundings.ts';
import { readAuditLog } from './log-session.ts';
import { openKeptTrust } from './trust-caches.ts';

export interface DoctorInput {
  readonly pluginsDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** Asked as well, where it is given. */
  readonly repository?: ExaminedRepository;
}

const LOW_BYTES = 100_000_000;
const LOW_FILES = 1000;
const SOON_MS = 7 * 86_400_000;

/** Looks for what would stop a change of a plugins folder, and for what is wrong in it. Changes nothing. Never throws. */
export async function examinePlugins(input: DoctorInput): Promise<readonly Check[]> {
  const dir = resolve(input.pluginsDir);
  const { repository, now } = input;
  const checks: readonly (readonly [Check['name'], () => Promise<Found>])[] = [
    ['node', () => Promise.resolve(checkNode(process.versions.node))],
    ['clock', () => checkClock(dir, now)],
    ['folder', () => checkFolder(dir)],
    ['disk', () => checkDisk(dir)],
    ['proxy', () => Promise.resolve(checkProxy(input.env))],
    ['lock', () => checkLock(dir)],
    ['staging', () => checkStaging(dir)],
    ['plugins', () => checkPlugins(dir)],
    ['log', () => checkLog(dir)],
    ['trust', () => checkTrust(dir, now)],
    ...(repository === undefined
      ? []
      : ([['repository', () => checkRepository(repository, input)]] as const)),
  ];
  const found: Check[] = [];
  for (const [name, check] of checks) found.push({ name, ...(await check().catch(toFailed)) });
  return found;
}

/** The folder, or the nearest one above it: that is where it will be made. */
async function findFolder(dir: string): Promise<string> {
  const isThere = await stat(dir).then(
    () => true,
    (error: unknown) => {
      if (systemCodeOf(error) === 'ENOENT') return false;
      throw error;
    },
  );
  return isThere ? dir : findFolder(dirname(dir));
}

async function checkFolder(dir: string): Promise<Found> {
  const folder = await findFolder(dir);
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  for (let path = folder; ; path = dirname(path)) {
    const { mode } = await stat(path);
    const isOpen = process.platform !== 'win32' && (mode & 0o1002) === 0o002;
    if (isOpen) {
      const hint = `run \`chmod o-w ${path}\`: everybody on this machine can replace what lies below it`;
      return { status: path === dir ? 'failed' : 'warning', message: `writable by everybody: ${path}`, hint };
    }
    if (path === dirname(path)) break;
  }
  return ok(folder === dir ? `can be written: ${dir}` : `not there yet, and can be made: ${dir}`);
}

async function checkDisk(dir: string): Promise<Found> {
  const { bavail, bsize, files, ffree } = await statfs(await findFolder(dir));
  const free = bavail * bsize;
  // Some file systems do not count files.
  const isLow = free < LOW_BYTES || (files > 0 && ffree < LOW_FILES);
  const message = `free: ${Math.floor(free / 1e6)} MB${files > 0 ? `, ${ffree} files` : ''}`;
  return isLow
    ? { status: 'warning', message, hint: 'make room; `ragnos-vault gc` removes old sets' }
    : ok(message);
}

const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'];

function checkProxy(env: DoctorInput['env']): Found {
  const names = PROXIES.flatMap((name) => [name, name.toUpperCase()]);
  const said = names.flatMap((name) => {
    const value = env[name] ?? '';
    return value === '' ? [] : [`${name}=${/^no_/i.test(name) ? value : withoutCredentials(value)}`];
  });
  return ok(said.length === 0 ? 'none is set' : said.join(' '));
}

function withoutCredentials(proxy: string): string {
  return redactUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`);
}

async function checkLock(dir: string): Promise<Found> {
  const lock = join(dir, '.lock');
  if ((await findFolder(lock)) !== lock) return ok('never taken');
  return withLock(lock, { command: 'doctor', timeoutMs: 0 }, () => Promise.resolve(ok('free'))).catch(
    (error: unknown) => ({ ...toFailed(error), status: 'warning' as const }),
  );
}

async function checkStaging(dir: string): Promise<Found> {
  const staging = join(dir, '.staging');
  const left = (await findFolder(staging)) === staging ? await readdir(staging) : [];
  if (left.length === 0) return ok('empty');
  const hint = 'a change is running, or was killed; the next one removes them';
  return { status: 'warning', message: `files in staging: ${left.length}`, hint };
}

async function checkPlugins(dir: string): Promise<Found> {
  const store = openPluginStore(dir);
  const live = await store.current();
  if (live === undefined) return ok('none are installed');
  for (const plugin of live.plugins) await store.verify(plugin);
  return ok(`generation ${live.number} is as it was installed, plugins: ${live.plugins.length}`);
}

async function checkLog(dir: string): Promise<Found> {
  const { lines, fault } = await readAuditLog(dir);
  if (fault === undefined) return ok(`proven records: ${lines}`);
  const hint =
    fault.reason === 'unfinished' ? 'the next change records that' : '`ragnos-vault log` says more';
  return {
    status: fault.reason === 'unfinished' ? 'warning' : 'failed',
    message: `not what was written (${fault.reason}), line ${fault.line}`,
    hint,
  };
}

async function checkTrust(dir: string, now: Date): Promise<Found> {
  const kept = await openKeptTrust(dir);
  for (const { cache, root } of kept) {
    if (root === undefined) continue;
    const { problem, roles } = await inspectTrust({ trustedRoot: root, now }, cache);
    // A clock that was set back is such a problem as well; what has only expired, the next refresh may replace.
    if (problem !== undefined)
      return { ...toFailed(problem), status: problem.code === 'ERR_TUF_EXPIRED' ? 'warning' : 'failed' };
    const ending = roles.find(
      ({ expires }) => expires !== undefined && expires.getTime() - now.getTime() < SOON_MS,
    );
    if (ending?.expires !== undefined) {
      const message = `the kept ${ending.role} expires at ${ending.expires.toISOString()}`;
      return { status: 'warning', message, hint: 'refresh it: `ragnos-vault trust show`, or any install' };
    }
  }
  return ok(`repositories whose metadata is kept: ${kept.length}`);
}
