import { sha256Hex } from '@ragnos-vault/crypto';
import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, freshFleets, newFleet } from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { EVIL, EVIL_PATH, FAR, TOP_VERSION } from './kit/evil.ts';
import { forge } from './kit/forge.ts';
import { steal } from './kit/loot.ts';
import { openMirror } from './kit/open-mirror.ts';
import { plantTarget } from './kit/plant-target.ts';
import { liveSnapshot } from './kit/served-files.ts';

/** The thief releases a plugin of its own under the path of an existing one, with the last numbers that there are. */
export const release: Drill = {
  name: 'targets, snapshot and timestamp',
  play: async (site) => {
    const operator = await openOperator({ name: release.name }, site);
    const first = await operator.publish('@acme/hello', '1.0.0');
    const upToDate = await newFleet('up to date', operator);
    await assertReads(upToDate, { targets: first, because: '1.0.0' });
    const { version: lastGood } = await liveSnapshot(operator.folder);
    const roles = ['targets', 'snapshot', 'timestamp'] as const;
    const loot = await steal(operator, Object.fromEntries(roles.map((role) => [role, [role]])));
    const evil = new Map([[EVIL_PATH, EVIL]]);

    const plant = await plantTarget(operator.folder, EVIL_PATH, EVIL);
    await forge(operator.folder, loot, {
      roles: { targets: (live) => ({ ...plant(live), version: TOP_VERSION, expires: FAR }) },
      snapshot: (live) => ({ ...live, version: TOP_VERSION, expires: FAR }),
      timestamp: (live) => ({ ...live, version: TOP_VERSION, expires: FAR }),
    });
    const mirror = await openMirror(operator);
    try {
      const victims = await newFleet('fast-forwarded', operator);
      for (const fleet of [upToDate, victims])
        await assertReads(fleet, {
          targets: evil,
          because: "the thief's version: nothing tells it from the owner's",
        });

      await operator.run(`root recover --targets --snapshot-version ${lastGood} --key-type ed25519`);
      await operator.run(`revoke sha256:${sha256Hex(EVIL)} --reason stolen`);
      const second = await operator.publish('@acme/hello', '1.1.0');
      const targets = new Map([...first, ...second]);
      const [fresh, given] = await freshFleets(operator);
      for (const fleet of [upToDate, victims, fresh, given].filter((each) => each !== undefined)) {
        await assertReads(fleet, { targets, because: 'all after the recovery' });
        const because = "the thief's version after it";
        await assertRefuses(fleet, { reason: 'unknown target', paths: [EVIL_PATH], because });
      }
      await mirror.add('metadata/2.root.json');
      for (const fleet of [upToDate, victims])
        await assertRefuses(fleet, {
          url: mirror.url,
          reason: 'signature',
          because: "a mirror of the thief's release",
        });
    } finally {
      await Promise.all([operator.close(), mirror.close()]);
    }
  },
};
