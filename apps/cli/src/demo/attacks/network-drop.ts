import type { Line } from '../harness.ts';
import { must } from '../expect.ts';
import { install } from '../world/consumer.ts';
import { GREETER } from '../world/plugin-sources.ts';
import type { World } from '../world/world.ts';
import { dropHalfWay, dropOnce } from './answers.ts';
import { attackLine } from './attack.ts';
import { liveArchive } from './corruption.ts';
import { openStage } from './stage.ts';

/** No attacker at all, only a bad line. */
export const NETWORK_DROP: readonly Line[] = [
  attackLine({
    name: 'network: every download of the archive drops half-way',
    code: 'ERR_FETCH_FAILED',
    plan: (stage) => ({ edits: new Map([[liveArchive(stage), dropHalfWay]]) }),
  }),
  { name: 'network: a download that drops once goes on where it was', work: resumeDownload },
];

async function resumeDownload(world: World): Promise<string> {
  const stage = await openStage(world);
  const consumer = await stage.newConsumer();
  const { answer, ranges } = dropOnce();
  const edits = new Map([[liveArchive(stage), answer]]);
  await stage.mirror.underAttack(edits, async () => {
    const { status } = await install(world, consumer, { specs: [GREETER] });
    must(status === 'installed', `the install is ${status}`);
  });
  must(ranges.length === 1, `${ranges.length} ranges were asked for`);
  return `installed, resumed with ${ranges.join()}`;
}
