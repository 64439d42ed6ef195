import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, freshFleets, newFleet } from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { EVIL, EVIL_PATH, FAR, TOP_VERSION } from './kit/evil.ts';
import { forge } from './kit/forge.ts';
import { steal } from './kit/loot.ts';
import { plantTarget } from './kit/plant-target.ts';
import { liveSnapshot } from './kit/served-files.ts';

/** The thief needs no operator, and raises the vendor's own number as well. */
export const vendorOnline: Drill = {
  name: 'one vendor, snapshot and timestamp',
  play: async (site) => {
    const operator = await openOperator({ name: vendorOnline.name }, site);
    try {
      await operator.run('vendor add acme --key-type ed25519');
      const first = new Map([
        ...(await operator.publish('@acme/hello', '1.0.0')),
        ...(await operator.publish('@umbra/hello', '1.0.0')),
      ]);
      const upToDate = await newFleet('up to date', operator);
      await assertReads(upToDate, { targets: first, because: 'both vendors' });
      const { version: lastGood } = await liveSnapshot(operator.folder);
      const roles = ['vendor-acme', 'snapshot', 'timestamp'];
      const loot = await steal(operator, Object.fromEntries(roles.map((role) => [role, [role]])));
      const plant = await plantTarget(operator.folder, EVIL_PATH, EVIL);
      await forge(operator.folder, loot, {
        roles: { 'vendor-acme': (live) => ({ ...plant(live), version: TOP_VERSION, expires: FAR }) },
        snapshot: (live) => ({ ...live, version: TOP_VERSION, expires: FAR }),
        timestamp: (live) => ({ ...live, version: TOP_VERSION, expires: FAR }),
      });
      const victims = await newFleet('fast-forwarded', operator);
      for (const fleet of [upToDate, victims])
        await assertReads(fleet, { targets: new Map([[EVIL_PATH, EVIL]]), because: "the thief's version" });

      await operator.run(`root recover --snapshot-version ${lastGood} --key-type ed25519`);
      await operator.run('vendor rotate acme --key-type ed25519');
      const targets = new Map([...first, ...(await operator.publish('@acme/hello', '1.1.0'))]);
      for (const fleet of [upToDate, victims, ...(await freshFleets(operator))]) {
        await assertReads(fleet, { targets, because: 'all after the recovery' });
        const because = "the thief's version after it";
        await assertRefuses(fleet, { reason: 'unknown target', paths: [EVIL_PATH], because });
      }
    } finally {
      await operator.close();
    }
  },
};
