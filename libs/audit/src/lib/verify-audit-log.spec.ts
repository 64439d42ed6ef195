import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuditEvent } from './audit-event.ts';
import type { AuditHead } from './parse-audit-head.ts';
import { GENESIS, MAX_LINE_BYTES } from './parse-audit-line.ts';
import { sealRecord } from './seal-record.ts';
import { verifyAuditLog, type AuditReport, type VerifyAuditInput } from './verify-audit-log.ts';

const WHO = { user: 'ci', host: 'build-1', pid: 7 };
const TIME = new Date('2026-11-28T07:00:00Z');
const INTENT: AuditEvent = { type: 'intent', operation: 'install', specs: ['@acme/hello@^1'] };

/** The lines of a log, each with its end. */
function write(events: readonly AuditEvent[]): readonly Uint8Array[] {
  let head: AuditHead = { seq: 0, sha256: GENESIS };
  return events.map((event) => {
    const sealed = sealRecord(event, { seq: head.seq + 1, time: TIME, previous: head.sha256, who: WHO });
    head = sealed.head;
    return sealed.line;
  });
}

async function verify(
  lines: readonly Uint8Array[],
  input: VerifyAuditInput = {},
  chunk = 7,
): Promise<AuditReport> {
  const bytes = Buffer.concat(lines);
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is an async source
  async function* inChunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  return verifyAuditLog(inChunks(), input);
}

const hex = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'.match(/./g)!),
  minLength: 64,
  maxLength: 64,
});
const plugin = fc.record({ name: fc.string(), version: fc.string(), sha256: hex });
const live = fc.oneof(
  fc.record({ generation: fc.integer({ min: 1 }), plugins: fc.array(plugin, { maxLength: 3 }) }),
  fc.constant('damaged' as const),
);
const event: fc.Arbitrary<AuditEvent> = fc.oneof(
  fc.record(
    {
      type: fc.constant('intent' as const),
      operation: fc.constantFrom('install' as const, 'gc' as const),
      specs: fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
      before: live,
    },
    { requiredKeys: ['type', 'operation', 'specs'] },
  ),
  fc.record(
    {
      type: fc.constant('outcome' as const),
      intent: fc.integer({ min: 1 }),
      result: fc.constantFrom('done' as const, 'refused' as const, 'interrupted' as const),
      code: fc.constant('ERR_IO'),
      after: live,
    },
    { requiredKeys: ['type', 'intent', 'result'] },
  ),
  fc.record({
    type: fc.constant('damage' as const),
    reason: fc.constantFrom('unfinished' as const, 'content' as const),
    bytes: fc.nat(),
    digest: hex,
  }),
);
const log = fc.array(event, { minLength: 2, maxLength: 6 }).map(write);

describe('verifyAuditLog', () => {
  it('proves what was written, in chunks of any size, and gives it back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event), fc.integer({ min: 1, max: 900 }), async (events, chunk) => {
        const report = await verify(write(events), { limit: events.length }, chunk);
        expect(report).toMatchObject({ lines: events.length, newest: events });
        expect(report.fault).toBeUndefined();
        expect(report.head?.seq).toBe(events.length === 0 ? undefined : events.length);
      }),
    );
  });

  it('returns no more than the newest records that were asked for', async () => {
    const { newest } = await verify(write([INTENT, INTENT, INTENT]), { limit: 2 });
    expect(newest.map(({ seq }) => seq)).toEqual([2, 3]);
  });

  it('names the line in which any single bit was flipped', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.nat(), fc.integer({ min: 0, max: 7 }), async (lines, place, bit) => {
        const bytes = Buffer.concat(lines);
        const at = place % bytes.length;
        bytes[at] = bytes[at]! ^ (1 << bit);
        expect((await verify([bytes])).fault?.line).toBe(lineOf(lines, at));
      }),
      { numRuns: 1000 },
    );
  });

  it('names the line in which a byte was put in or taken out', async () => {
    await fc.assert(
      fc.asyncProperty(
        log,
        fc.nat(),
        fc.option(fc.integer({ min: 0, max: 255 })),
        async (lines, place, byte) => {
          const bytes = Buffer.concat(lines);
          const at = place % bytes.length;
          const changed = Buffer.concat([
            bytes.subarray(0, at),
            byte === null ? bytes.subarray(at, at) : Uint8Array.of(byte),
            bytes.subarray(byte === null ? at + 1 : at),
          ]);
          // Taking out one of two equal neighbours, or doubling one, moves the difference within the line.
          expect((await verify([changed])).fault?.line).toBe(lineOf(lines, at));
        },
      ),
    );
  });

  it('names the place where a line was taken out, doubled or moved', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.nat(), async (lines, place) => {
        const at = place % (lines.length - 1);
        const line = lines[at]!;
        const without = lines.toSpliced(at, 1);
        expect((await verify(without)).fault).toEqual({ line: at + 1, reason: 'sequence' });
        expect((await verify(lines.toSpliced(at, 0, line))).fault).toEqual({
          line: at + 2,
          reason: 'sequence',
        });
        expect((await verify(without.toSpliced(at + 1, 0, line))).fault).toEqual({
          line: at + 1,
          reason: 'sequence',
        });
      }),
    );
  });

  it('tells a line that was forged with a digest of its own by the line that followed another', async () => {
    const lines = write([INTENT, INTENT, INTENT]);
    const [, forged] = write([INTENT, { ...INTENT, specs: ['@acme/innocent'] }]);
    expect((await verify(lines.with(1, forged!))).fault).toEqual({ line: 3, reason: 'previous' });
    expect((await verify(lines.toSpliced(1, 0, forged!))).fault).toEqual({ line: 3, reason: 'sequence' });
  });

  it('finds any cut of the end by a head that was seen, and none is needed for one inside a line', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.nat(), async (lines, place) => {
        const { head } = await verify(lines);
        const bytes = Buffer.concat(lines);
        const length = place % bytes.length;
        const cut = [bytes.subarray(0, length)];
        const { fault } = await verify(cut, { expected: head! });
        expect(fault?.line).toBe(lineOf(lines, length));
        const isInside = length > 0 && bytes[length - 1] !== 0x0a;
        expect((await verify(cut)).fault?.reason).toBe(isInside ? 'unfinished' : undefined);
      }),
    );
  });

  it('goes on from a head that was seen, and refuses another history of the same length', async () => {
    const lines = write([INTENT, INTENT, INTENT]);
    const { head } = await verify(lines.slice(0, 2));
    expect((await verify(lines, { expected: head! })).fault).toBeUndefined();
    const other = write([INTENT, { ...INTENT, specs: ['other'] }, INTENT]);
    expect(await verify(other)).not.toHaveProperty('fault');
    expect((await verify(other, { expected: head! })).fault).toEqual({ line: 2, reason: 'head' });
  });

  it('refuses a proven line of a form that it does not know', async () => {
    const odd = { ...INTENT, operation: 'format-disk' } as unknown as AuditEvent;
    const more = { ...INTENT, comment: 'x' } as AuditEvent;
    for (const unknown of [odd, more]) {
      expect((await verify(write([INTENT, unknown]))).fault).toEqual({ line: 2, reason: 'content' });
    }
  });

  it('refuses a line that is longer than any may be', async () => {
    const [line] = write([INTENT]);
    const report = await verify(
      [line!, Buffer.alloc(4 * MAX_LINE_BYTES, 'x'), Buffer.from('\n')],
      {},
      65_536,
    );
    expect(report).toMatchObject({ lines: 2, head: { seq: 1 }, fault: { line: 2, reason: 'content' } });
  });
});

/** The line, counted from 1, of a byte; the end of a line belongs to it. */
function lineOf(lines: readonly Uint8Array[], at: number): number {
  let end = 0;
  const index = lines.findIndex((line) => (end += line.length) > at);
  return index === -1 ? lines.length + 1 : index + 1;
}
