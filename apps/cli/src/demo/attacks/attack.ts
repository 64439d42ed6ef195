import type { ErrorCode } from '@ragnos-vault/errors';
import type { Line } from '../harness.ts';
import { must, mustRefuse } from '../expect.ts';
import { mustBeSame } from '../tree.ts';
import { install, readCurrent, readInstalled } from '../world/consumer.ts';
import { GREETER } from '../world/plugin-sources.ts';
import type { Edits } from './mirror.ts';
import { openStage, type Stage } from './stage.ts';

/** What somebody between repository and consumer does, and the code that must stop it. */
export interface Attack {
  readonly name: string;
  readonly code: ErrorCode;
  readonly plan: (stage: Stage) => Promise<AttackPlan> | AttackPlan;
}

export interface AttackPlan {
  /** What the mirror answers instead of the truth; every path of it must have been asked for. */
  readonly edits?: Edits;
  /** What the consumer asks for: an upgrade of greeter, unless the attack is another. */
  readonly specs?: readonly string[];
  /** When the consumer asks. */
  readonly now?: Date;
  /** What else must have come true; answers it in a few words. */
  readonly check?: () => string;
}

/**
 * The line that runs an attack against a machine which is up to date with an older state: the refusal must have the
 * attack's own code, and afterwards every installed file must be what it was.
 */
export function attackLine({ name, code, plan }: Attack): Line {
  return {
    name,
    work: async (world) => {
      const stage = await openStage(world);
      const { edits = new Map(), specs = [GREETER], now, check } = await plan(stage);
      const consumer = await stage.newConsumer();
      const before = { current: await readCurrent(consumer), files: await readInstalled(consumer) };
      const unused = await stage.mirror.underAttack(edits, async () => {
        await mustRefuse(code, () => install(world, consumer, { specs, ...(now !== undefined && { now }) }));
      });
      must(unused.length === 0, `the attack was never met: ${unused.join(', ')}`);
      must((await readCurrent(consumer)) === before.current, '`current` was switched');
      mustBeSame('the installed set', before.files, await readInstalled(consumer));
      return check === undefined ? code : `${code}, ${check()}`;
    },
  };
}
