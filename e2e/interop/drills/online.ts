import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, freshFleets, newFleet } from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { FAR, TOP_VERSION } from './kit/evil.ts';
import { forge } from './kit/forge.ts';
import { steal } from './kit/loot.ts';
import { liveSnapshot } from './kit/served-files.ts';

/**
 * The thief hides 1.1.0 from those who have not seen it, then raises every number as far as it goes, in the owner's own
 * folder: nobody can publish above that, until those who saw it forget.
 */
export const online: Drill = {
  name: 'timestamp and snapshot',
  play: async (site) => {
    const operator = await openOperator({ name: online.name }, site);
    try {
      const first = await operator.publish('@acme/hello', '1.0.0');
      const behind = await newFleet('behind', operator);
      await assertReads(behind, { targets: first, because: '1.0.0' });
      const before = (await liveSnapshot(operator.folder)).meta;
      const second = await operator.publish('@acme/hello', '1.1.0');
      const after = (await liveSnapshot(operator.folder)).meta;
      const both = new Map([...first, ...second]);
      const upToDate = await newFleet('up to date', operator);
      await assertReads(upToDate, { targets: both, because: 'all before the theft' });
      const loot = await steal(operator, { timestamp: ['timestamp'], snapshot: ['snapshot'] });

      await forge(operator.folder, loot, {
        snapshot: (live) => ({ ...live, version: live.version + 1, expires: FAR, meta: new Map(before) }),
        timestamp: (live) => ({ ...live, version: live.version + 1, expires: FAR }),
      });
      const hidden = {
        reason: 'unknown target',
        paths: [...second.keys()],
        because: '1.1.0, which is hidden',
      } as const;
      await assertRefuses(behind, hidden);
      await assertRefuses(upToDate, { reason: 'rollback', because: 'a snapshot that names older targets' });

      await forge(operator.folder, loot, {
        snapshot: (live) => ({
          ...live,
          version: TOP_VERSION,
          meta: new Map(after).set('vendor-umbra', { version: TOP_VERSION }),
        }),
        timestamp: (live) => ({ ...live, version: TOP_VERSION }),
      });
      const forwarded = await newFleet('fast-forwarded', operator);
      for (const fleet of [behind, forwarded])
        await assertReads(fleet, { targets: both, because: 'the last numbers that there are' });
      await operator.fail('renew', 'ERR_VERSION_EXHAUSTED');

      await operator.run('root recover --key-type ed25519');
      const all = [behind, upToDate, forwarded, ...(await freshFleets(operator))];
      for (const fleet of all) await assertReads(fleet, { targets: both, because: 'all after the recovery' });
      await operator.run('vendor add umbra --key-type ed25519');
      const later = new Map([
        ...(await operator.publish('@acme/hello', '1.2.0')),
        ...(await operator.publish('@umbra/hello', '1.0.0')),
      ]);
      for (const fleet of all)
        await assertReads(fleet, {
          targets: later,
          because: '1.2.0, and a vendor whose name the thief had taken',
        });
    } finally {
      await operator.close();
    }
  },
};
