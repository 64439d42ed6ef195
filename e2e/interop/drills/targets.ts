import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, freshFleets, newFleet } from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { EVIL, EVIL_PATH } from './kit/evil.ts';
import { forge } from './kit/forge.ts';
import { steal } from './kit/loot.ts';
import { openMirror } from './kit/open-mirror.ts';
import { plantTarget } from './kit/plant-target.ts';

/** The thief signs a version of an existing plugin, but nobody releases it: snapshot names other targets. */
export const targets: Drill = {
  name: 'targets',
  play: async (site) => {
    const operator = await openOperator({ name: targets.name }, site);
    const first = await operator.publish('@acme/hello', '1.0.0');
    const upToDate = await newFleet('up to date', operator);
    await assertReads(upToDate, { targets: first, because: '1.0.0' });
    const loot = await steal(operator, { targets: ['targets'] });
    const mirror = await openMirror(operator);
    const { url } = mirror;
    try {
      await forge(mirror.folder, loot, {
        roles: { targets: await plantTarget(mirror.folder, EVIL_PATH, EVIL) },
      });
      const led = await newFleet('led to a mirror', operator);
      await assertRefuses(led, {
        url,
        reason: 'hash',
        because: 'targets of the same number',
        paths: [EVIL_PATH],
      });
      await assertRefuses(upToDate, {
        url,
        reason: 'unknown target',
        because: 'the same',
        paths: [EVIL_PATH],
      });

      const plant = await plantTarget(operator.folder, EVIL_PATH, EVIL);
      const forgery = {
        roles: {
          targets: (live: Parameters<typeof plant>[0]) => ({ ...plant(live), version: live.version + 1 }),
        },
      };
      await forge(operator.folder, loot, forgery);
      const second = await operator.publish('@acme/hello', '1.1.0');
      await operator.run('root rotate targets --lost --key-type ed25519');
      const third = await operator.publish('@acme/hello', '1.2.0');
      const all = new Map([...first, ...second, ...third]);
      for (const fleet of [led, upToDate, ...(await freshFleets(operator))]) {
        await assertReads(fleet, { targets: all, because: 'all after the rotation' });
        await assertRefuses(fleet, {
          reason: 'unknown target',
          because: "the thief's version",
          paths: [EVIL_PATH],
        });
      }
    } finally {
      await Promise.all([operator.close(), mirror.close()]);
    }
  },
};
