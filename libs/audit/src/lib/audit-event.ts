import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const seq = z.int().min(1);

const recordedSet = z
  .strictObject({
    generation: seq,
    plugins: z.array(z.strictObject({ name: z.string(), version: z.string(), sha256 }).readonly()).readonly(),
  })
  .readonly();

/** A set of plugins that is live; `damaged` where that cannot be read any more. Absent where there is none. */
const live = z.union([recordedSet, z.literal('damaged')]).exactOptional();

const operation = z.enum([
  'install',
  'update',
  'remove',
  'rollback',
  'gc',
  'pin',
  'unpin',
  'repair',
  'script',
]);

/** Durable before anything changes. */
const intent = {
  type: z.literal('intent'),
  operation,
  /** What was asked for, as the user wrote it, without credentials. */
  specs: z.array(z.string()).readonly(),
  before: live,
};

/** Durable after the change is. `interrupted`: the run died; the next one found out what is live. */
const outcome = {
  type: z.literal('outcome'),
  /** The `seq` of the intent. */
  intent: seq,
  result: z.enum(['done', 'refused', 'failed', 'interrupted']),
  /** Of the error. Its message is not recorded: it may quote what is secret. */
  code: z
    .string()
    .regex(/^ERR_[A-Z0-9_]+$/)
    .exactOptional(),
  after: live,
};

/**
 * The last line was no record when the next was to follow it. `unfinished`: a crash or a full disk had cut it, and its
 * bytes were taken away. `content`: it was changed, and is still there.
 */
const damage = {
  type: z.literal('damage'),
  reason: z.enum(['unfinished', 'content']),
  bytes: count,
  /** Of these bytes. */
  digest: sha256,
};

const who = z.strictObject({ user: z.string(), host: z.string(), pid: count }).readonly();

/** What stands before the event in every line. */
const stamp = { seq, time: z.iso.datetime(), previous: sha256, who };

export const auditRecord = z.discriminatedUnion('type', [
  z.strictObject({ ...stamp, ...intent, sha256 }).readonly(),
  z.strictObject({ ...stamp, ...outcome, sha256 }).readonly(),
  z.strictObject({ ...stamp, ...damage, sha256 }).readonly(),
]);

/** An event as it stands in the log: its number, when, after which line, by whom, and the digest of all that. */
export type AuditRecord = z.infer<typeof auditRecord>;

/** What is to be recorded. */
export type AuditEvent = Unstamped<AuditRecord>;

type Unstamped<R> = R extends AuditRecord ? Omit<R, keyof typeof stamp | 'sha256'> : never;

export type Operation = z.infer<typeof operation>;
export type RecordedSet = z.infer<typeof recordedSet>;
export type Who = z.infer<typeof who>;
