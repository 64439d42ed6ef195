import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, freshFleets, newFleet } from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { FAR } from './kit/evil.ts';
import { forge } from './kit/forge.ts';
import { steal } from './kit/loot.ts';
import { openMirror } from './kit/open-mirror.ts';

/**
 * What the thief signs is named by no timestamp: on a mirror it is refused, and in the owner's own folder it only takes a
 * number, over which the owner skips.
 */
export const snapshot: Drill = {
  name: 'snapshot',
  play: async (site) => {
    const operator = await openOperator({ name: snapshot.name }, site);
    const first = await operator.publish('@acme/hello', '1.0.0');
    const upToDate = await newFleet('up to date', operator);
    await assertReads(upToDate, { targets: first, because: '1.0.0' });
    const loot = await steal(operator, { snapshot: ['snapshot'] });
    const mirror = await openMirror(operator);
    const { url } = mirror;
    try {
      await forge(mirror.folder, loot, { snapshot: (live) => ({ ...live, expires: FAR }) });
      const led = await newFleet('led to a mirror', operator);
      const refusal = {
        url,
        reason: 'hash',
        because: 'a snapshot that the timestamp does not name',
      } as const;
      await assertRefuses(led, refusal);

      await forge(operator.folder, loot, {
        snapshot: (live) => ({ ...live, version: live.version + 1, expires: FAR }),
      });
      const second = await operator.publish('@acme/hello', '1.1.0');
      for (const fleet of [led, upToDate])
        await assertReads(fleet, { targets: second, because: '1.1.0, published over a forged snapshot' });

      await operator.run('root rotate snapshot --lost --key-type ed25519');
      const third = await operator.publish('@acme/hello', '1.2.0');
      const targets = new Map([...first, ...second, ...third]);
      for (const fleet of [led, upToDate, ...(await freshFleets(operator))])
        await assertReads(fleet, { targets, because: 'all after the rotation' });
    } finally {
      await Promise.all([operator.close(), mirror.close()]);
    }
  },
};
