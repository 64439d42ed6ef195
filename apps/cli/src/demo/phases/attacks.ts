import type { Phase } from '../harness.ts';
import { attackLine } from '../attacks/attack.ts';
import { CORRUPTION } from '../attacks/corruption.ts';
import { ENDLESS_DATA } from '../attacks/endless-data.ts';
import { FREEZE } from '../attacks/freeze.ts';
import { HOSTILE_ARCHIVE } from '../attacks/hostile-archive.ts';
import { MALICIOUS_CODE } from '../attacks/malicious-code.ts';
import { MIX_AND_MATCH } from '../attacks/mix-and-match.ts';
import { NETWORK_DROP } from '../attacks/network-drop.ts';
import { REPLAY } from '../attacks/replay.ts';
import { ROLLBACK } from '../attacks/rollback.ts';
import { LIVE_VERSION, openStage, TRUSTED_VERSION } from '../attacks/stage.ts';
import { TAMPERING } from '../attacks/tampering.ts';
import { must } from '../expect.ts';
import { install, readInstalled } from '../world/consumer.ts';
import { GREETER } from '../world/plugin-sources.ts';
import type { World } from '../world/world.ts';

/** The first and the last line show that the mirror works: what stops the others is the attack alone. */
export const ATTACKS: Phase = {
  name: 'Attacks, through a mirror in the middle',
  lines: [
    { name: `an honest mirror: ${TRUSTED_VERSION} is installed through it`, work: installHonestly },
    ...[ROLLBACK, FREEZE, TAMPERING, CORRUPTION, REPLAY, MIX_AND_MATCH, ENDLESS_DATA].flat().map(attackLine),
    ...MALICIOUS_CODE,
    ...HOSTILE_ARCHIVE,
    ...NETWORK_DROP,
    { name: `the honest mirror again: ${LIVE_VERSION} is installed through it`, work: upgradeHonestly },
  ],
};

async function installHonestly(world: World): Promise<string> {
  const { newConsumer, trusted } = await openStage(world);
  const { size } = await readInstalled(await newConsumer());
  must(size > 0, 'nothing is installed');
  return `timestamp v${trusted.timestamp.signed.version} is trusted`;
}

async function upgradeHonestly(world: World): Promise<string> {
  const { newConsumer } = await openStage(world);
  const report = await install(world, await newConsumer(), { specs: [GREETER] });
  const [plugin] = report.plugins;
  must(report.status === 'installed' && plugin?.version === LIVE_VERSION, `the install is ${report.status}`);
  return `set ${report.generation}, timestamp v${report.roles.timestamp.version}`;
}
