import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookAt, runAgain } from './look.ts';
import type { Operation, Place } from './operations.ts';
import { isMutating, parseTrace, type Call } from './parse-trace.ts';
import { SYSCALLS, traced } from './strace.ts';
import { startVictim, type ThreadName, type Victim } from './victim.ts';
import type { World } from './world.ts';

export const FAULTS = ['KILL', 'EIO', 'ENOSPC', 'EACCES'] as const;
export type Fault = (typeof FAULTS)[number];

/** A call that is to fail, or in which the process dies. */
export interface FaultPoint {
  readonly thread: ThreadName;
  readonly call: Call;
  readonly fault: Fault;
}

/** Records one undisturbed run. */
export async function record(
  operation: Operation,
  world: World,
  hasNoSync = false,
): Promise<readonly Call[]> {
  const name = `record-${operation}`;
  const victim = await startVictim(operation, world.placeFor(operation, `${name}-rehearsal`), { hasNoSync });
  const place = world.placeFor(operation, name);
  const log = join(world.dir, `${name}.strace`);
  const args = ['-f', '-y', '-s', '0', '-e', `trace=${SYSCALLS.join(',')}`];
  const said = await traced({ pid: victim.pid, args, log }, () => victim.perform(operation, place));
  await victim.end();
  if (said !== 'done') throw new Error(`${operation} ended: ${said}`);
  const calls = parseTrace(readFileSync(log, 'utf8')).map((call) => ({
    ...call,
    thread: nameOf(call, victim),
  }));
  return calls.map(({ thread, ...call }) => ({
    ...call,
    thread: thread === 'main' ? 0 : thread === 'worker' ? 1 : 2,
  }));
}

function nameOf({ thread }: Call, { threads }: Victim): ThreadName | 'other' {
  if (thread === threads.main) return 'main';
  return thread === threads.worker ? 'worker' : 'other';
}

/** Where each fault may hit: every call of the operation that changes something below its folder. */
export function pointsOf(calls: readonly Call[], folder: string): readonly Omit<FaultPoint, 'fault'>[] {
  return calls
    .filter((call) => call.thread < 2 && isMutating(call, folder))
    .map((call) => ({ call, thread: call.thread === 0 ? 'main' : 'worker' }));
}

export interface Findings {
  readonly problems: readonly string[];
  /** Calls that came in another number this time: threads wake each other up by writing, as often as it happens. */
  readonly missed: readonly string[];
}

interface Lane {
  readonly operation: Operation;
  readonly world: World;
  /** The name of its folder. */
  readonly lane: string;
}

/** Runs cases one after another, with a process that lives until a fault kills it. */
export async function runPoints(points: readonly FaultPoint[], where: Lane): Promise<Findings> {
  const { operation, world, lane } = where;
  const problems: string[] = [];
  const missed: string[] = [];
  const rehearse = () => startVictim(operation, world.placeFor(operation, `${lane}-rehearsal`));
  let victim = await rehearse();
  for (const point of points) {
    if (victim.isDead()) victim = await rehearse();
    const place = world.placeFor(operation, lane);
    const said = await strike(point, { ...where, victim, place });
    try {
      if (!wasHit(logOf(where), point.fault)) missed.push(describe(point));
      await lookAt(operation, place, said);
      await runAgain(operation, place);
    } catch (error) {
      problems.push(`${describe(point)}, which ended ${said}: ${messageOf(error)}`);
    }
  }
  await victim.end();
  return { problems, missed };
}

async function strike(
  { call: { name, nth }, thread, fault }: FaultPoint,
  lane: Lane & { readonly victim: Victim; readonly place: Place },
): Promise<string> {
  const { victim, place, operation } = lane;
  const how = fault === 'KILL' ? 'signal=KILL' : `error=${fault}`;
  const args = ['-s', '0', '-e', `trace=${name}`, '-e', `inject=${name}:${how}:when=${nth}`];
  const tracing = { pid: victim.threads[thread], args, log: logOf(lane) };
  return traced(tracing, () => victim.perform(operation, place));
}

function logOf({ world, lane }: Lane): string {
  return join(world.dir, `${lane}.strace`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function wasHit(log: string, fault: Fault): boolean {
  const text = readFileSync(log, 'utf8');
  return fault === 'KILL' ? text.includes('killed by SIGKILL') : text.includes('(INJECTED)');
}

function describe({ call, fault, thread }: FaultPoint): string {
  return `${fault} at ${thread} ${call.name} ${call.nth}: ${call.text.slice(0, 160)}`;
}
