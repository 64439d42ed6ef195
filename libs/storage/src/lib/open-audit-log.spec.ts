import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAuditLog } from '@ragnos-vault/audit';
import type { AuditEvent, AuditLog, AuditReport } from '@ragnos-vault/audit';
import { sha256Hex } from '@ragnos-vault/crypto';
import { openAuditLog } from './open-audit-log.ts';

const CHILD = fileURLToPath(new URL('../../children/append-audit.ts', import.meta.url));
const INTENT: AuditEvent = { type: 'intent', operation: 'install', specs: ['@acme/hello@^1'] };
const DONE: AuditEvent = { type: 'outcome', intent: 1, result: 'done' };

let dir: string;
let file: string;
let log: AuditLog;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'audit-log-'));
  file = join(dir, '.audit/log.jsonl');
  log = openAuditLog(dirname(file));
});

afterEach(() => rmSync(dir, { recursive: true }));

const verify = (): Promise<AuditReport> => verifyAuditLog(log.read(), { limit: 10 });
const text = (): string => readFileSync(file, 'utf8');

describe('openAuditLog', () => {
  it('is empty before the first change, and makes nothing by being read', async () => {
    expect(await verify()).toEqual({ lines: 0, newest: [] });
    expect(await log.openIntent()).toBeUndefined();
    expect(existsSync(dirname(file))).toBe(false);
  });

  it('says who did what and when, in a private file', async () => {
    const head = await log.append(INTENT);
    const { newest, ...report } = await verify();
    expect(report).toEqual({ lines: 1, head });
    const who = { user: userInfo().username, host: hostname(), pid: process.pid };
    expect(newest).toMatchObject([{ ...INTENT, seq: 1, previous: '0'.repeat(64), who }]);
    expect(Math.abs(Date.now() - Date.parse(newest[0]!.time))).toBeLessThan(60_000);
    expect([file, dirname(file)].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o700]);
  });

  it('only ever appends, also from another process', async () => {
    await log.append(INTENT);
    const before = text();
    expect(execFileSync(process.execPath, [CHILD, dirname(file), 'x']).toString()).toBe('appended 2');
    await log.append(DONE);
    expect(text().startsWith(before)).toBe(true);
    expect(await verify()).toMatchObject({ lines: 3, head: { seq: 3 } });
    expect(await verify()).not.toHaveProperty('fault');
  });

  it('goes on after a record that is longer than what is read of the end at first', async () => {
    await log.append({ ...INTENT, specs: ['x'.repeat(300_000)] });
    await log.append(DONE);
    expect(await verify()).toMatchObject({ lines: 2, head: { seq: 2 } });
    expect(await verify()).not.toHaveProperty('fault');
  });

  it('knows the intent that no outcome follows', async () => {
    await log.append(INTENT);
    expect(await log.openIntent()).toMatchObject({ ...INTENT, seq: 1 });
    await log.append(DONE);
    expect(await log.openIntent()).toBeUndefined();
  });

  it('keeps what is secret in an address out', async () => {
    await log.append({ ...INTENT, specs: ['https://me:s3cret@plugins.example/x?token=s3cret'] });
    expect(text()).toContain('https://plugins.example/x');
    expect(text()).not.toMatch(/s3cret|token/);
  });
});

describe('openAuditLog after a crash', () => {
  it.each([1, 40, 200])('takes %d bytes of half a record away, and records that', async (length) => {
    await log.append(INTENT);
    const before = text();
    await log.append(DONE);
    truncateSync(file, before.length + length);
    const half = text().slice(before.length);
    expect((await verify()).fault).toEqual({ line: 2, reason: 'unfinished' });
    expect(await log.openIntent()).toMatchObject({ seq: 1 });

    await log.append(DONE);
    const { newest, ...report } = await verify();
    expect(report).toMatchObject({ lines: 3, head: { seq: 3 } });
    expect(report).not.toHaveProperty('fault');
    const damage = {
      type: 'damage',
      reason: 'unfinished',
      bytes: length,
      digest: sha256Hex(Buffer.from(half)),
    };
    expect(newest.slice(1)).toMatchObject([damage, DONE]);
    expect(text().startsWith(before)).toBe(true);
  });

  it('begins anew where the first record was cut', async () => {
    mkdirSync(dirname(file));
    writeFileSync(file, '{"seq":1,');
    await log.append(INTENT);
    expect(await verify()).toMatchObject({ lines: 2, newest: [{ type: 'damage' }, INTENT] });
    expect(await verify()).not.toHaveProperty('fault');
  });
});

describe('openAuditLog, where somebody changed the log', () => {
  it('goes on, leaves the line as it is, and names it for ever', async () => {
    await log.append(INTENT);
    await log.append(DONE);
    writeFileSync(file, text().replace('"done"', '"gone"'));
    const changed = text();
    for (const event of [INTENT, DONE]) await log.append(event);
    const { newest, ...report } = await verify();
    expect(report).toMatchObject({ lines: 5, fault: { line: 2, reason: 'content' } });
    expect(newest.slice(1)).toMatchObject([{ type: 'damage', reason: 'content', seq: 3 }, INTENT, DONE]);
    expect(text().startsWith(changed)).toBe(true);
  });

  it('goes on after rubbish of any size', async () => {
    await log.append(INTENT);
    appendFileSync(file, `${'x'.repeat(200_000)}\n${'y'.repeat(200_000)}`);
    await log.append(INTENT);
    expect(await verify()).toMatchObject({
      fault: { line: 2, reason: 'content' },
      newest: [
        { seq: 1 },
        { reason: 'content', bytes: 200_000 },
        { reason: 'unfinished', bytes: 200_000 },
        INTENT,
      ],
    });
  });
});

describe('openAuditLog refuses with ERR_AUDIT_WRITE, and writes nothing:', () => {
  const refuses = async (): Promise<void> => {
    await expect(log.append(INTENT)).rejects.toMatchObject({ code: 'ERR_AUDIT_WRITE', exitCode: 4 });
  };

  it('where a link lies in the way', async () => {
    const target = join(dir, 'elsewhere');
    writeFileSync(target, '');
    mkdirSync(dirname(file));
    symlinkSync(target, file);
    await refuses();
    await expect(log.openIntent()).rejects.toMatchObject({ code: 'ERR_AUDIT_WRITE' });
    expect(readFileSync(target)).toHaveLength(0);
  });

  it('where something else than a file lies in the way', async () => {
    mkdirSync(file, { recursive: true });
    await refuses();
    rmSync(dirname(file), { recursive: true });
    writeFileSync(dirname(file), 'a file');
    await refuses();
    expect(readFileSync(dirname(file), 'utf8')).toBe('a file');
  });

  it('where the disk takes half a record', async () => {
    await log.append({ ...INTENT, specs: ['x'.repeat(2048 - 100 - 300)] });
    const before = text();
    expect(before.length).toBeLessThan(2048);
    // The system stops every file at 2 KiB, as a full disk would.
    const limited = `ulimit -f 2 && exec "$0" "$1" "$2" ${'y'.repeat(400)}`;
    const said = execFileSync('bash', ['-c', limited, process.execPath, CHILD, dirname(file)]);
    expect(said.toString()).toBe('ERR_AUDIT_WRITE');
    expect(text()).toBe(before);
    expect(await verify()).not.toHaveProperty('fault');
  });
});

describe('an append', () => {
  const canTrace = spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status === 0;
  (canTrace ? it : it.skip)('is one write, then one fdatasync; a new file has its name synced first', () => {
    const trace = (): readonly string[] => {
      const out = join(dir, 'trace');
      const calls = 'trace=write,pwrite64,ftruncate,fsync,fdatasync';
      execFileSync('strace', [
        '-f',
        '-y',
        '-o',
        out,
        '-e',
        calls,
        process.execPath,
        CHILD,
        dirname(file),
        'x',
      ]);
      return readFileSync(out, 'utf8')
        .split('\n')
        .filter((line) => line.includes(dir))
        .map((line) => /^\d+ +(\w+)\(\d*<?([^>,"]*)/.exec(line))
        .map((found) => `${found?.[1] ?? ''} ${(found?.[2] ?? '').replace(dir, '')}`);
    };
    const once = ['write /.audit/log.jsonl', 'fdatasync /.audit/log.jsonl'];
    expect(trace()).toEqual(['fsync /.audit', 'fsync ', ...once]);
    expect(trace()).toEqual(once);
  });
});
