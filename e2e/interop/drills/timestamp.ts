import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, clockedFleet, FORGETS_ROOTS, newFleet, only } from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { FAR, TOP_VERSION } from './kit/evil.ts';
import { forge } from './kit/forge.ts';
import { steal } from './kit/loot.ts';
import { openMirror } from './kit/open-mirror.ts';

/**
 * The thief leads consumers to a mirror that says for ever that the old snapshot is the newest. It stands still until the
 * snapshot expires; whoever was led there refuses the owner, until the owner has another key.
 */
export const timestamp: Drill = {
  name: 'timestamp',
  play: async (site) => {
    const operator = await openOperator({ name: timestamp.name, daysAgo: 35 }, site);
    const first = await operator.publish('@acme/hello', '1.0.0');
    const mirror = await openMirror(operator);
    const led = await clockedFleet('led to the mirror', operator);
    try {
      await assertReads(led, { targets: first, because: '1.0.0 on day 0' });
      const loot = await steal(operator, { timestamp: ['timestamp'] });
      const forever = { version: TOP_VERSION, expires: FAR };
      await forge(mirror.folder, loot, { timestamp: (live) => ({ ...live, ...forever }) });

      operator.goTo(25);
      const second = await operator.publish('@acme/hello', '1.1.0');
      const both = new Map([...first, ...second]);
      operator.goTo(20);
      const { url } = mirror;
      const because = '1.0.0 on day 15, when its own timestamp has expired';
      await assertReads(led, { targets: first, because, url });
      await assertRefuses(led, {
        url,
        reason: 'unknown target',
        paths: [...second.keys()],
        because: '1.1.0',
      });
      operator.goTo(4);
      await assertRefuses(led, {
        url,
        reason: 'expired',
        because: 'the mirror on day 31: the snapshot expired',
      });

      operator.goTo(0);
      const forwarded = await newFleet('fast-forwarded', operator);
      await assertRefuses(forwarded, {
        url,
        reason: 'expired',
        because: 'the mirror, but keeps the timestamp',
      });
      await operator.run('renew');
      const upToDate = await newFleet('up to date', operator);
      await assertReads(upToDate, { targets: both, because: 'what the owner has renewed' });
      for (const fleet of [led, forwarded])
        await assertRefuses(fleet, { reason: 'rollback', because: "the owner, after the thief's number" });

      await operator.run('root rotate timestamp --lost --key-type ed25519');
      const [fresh, given] = await Promise.all([
        newFleet('fresh', operator),
        newFleet('fresh, given the newest root', operator, operator.newestRoot),
      ]);
      const all = [led, forwarded, upToDate, fresh, given];
      for (const fleet of all) await assertReads(fleet, { targets: both, because: 'all after the rotation' });
      const third = await operator.publish('@acme/hello', '1.2.0');
      for (const fleet of all) await assertReads(fleet, { targets: third, because: '1.2.0' });

      for (const fleet of [forwarded, upToDate]) {
        const past = { url, because: 'the mirror that withholds the new root' };
        await assertRefuses(fleet, { ...past, reason: 'signature', except: FORGETS_ROOTS });
        await assertRefuses(only(fleet, FORGETS_ROOTS), { ...past, reason: 'rollback' });
      }
      await mirror.add('metadata/2.root.json');
      for (const fleet of [led, forwarded, upToDate, fresh, given])
        await assertRefuses(fleet, { url, reason: 'signature', because: 'the mirror from now on' });
    } finally {
      await Promise.all([operator.close(), mirror.close()]);
    }
  },
};
