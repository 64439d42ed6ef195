import { join } from 'node:path';
import type { Drill } from './kit/drill.ts';
import {
  assertReads,
  assertRefuses,
  FORGETS_ROOTS,
  freshFleets,
  given,
  newFleet,
  only,
} from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { EVIL, EVIL_PATH } from './kit/evil.ts';
import { forge } from './kit/forge.ts';
import { ROLES, forgeRoot } from './kit/forge-root.ts';
import { readKey } from './kit/loot.ts';
import { openMirror } from './kit/open-mirror.ts';
import { plantTarget } from './kit/plant-target.ts';

/**
 * As many root keys as must sign: the thief's root is followed by all, and no root of the owner can ever follow it. The
 * owner makes a new vault, and has to give every consumer its root.json by another way (TUF 6.1).
 */
export const majority: Drill = {
  name: 'a majority of root',
  play: async (site) => {
    const operator = await openOperator({ name: majority.name, threshold: 2 }, site);
    const first = await operator.publish('@acme/hello', '1.0.0');
    const upToDate = await newFleet('up to date', operator);
    await assertReads(upToDate, { targets: first, because: '1.0.0' });
    const mirror = await openMirror(operator);
    const anew = await openOperator({ name: majority.name }, site);
    const { url } = mirror;
    try {
      const stolen = await Promise.all(
        ['root-1', 'root-2'].map((name) => readKey(join(operator.cwd, 'vault/keys', `${name}.pem`))),
      );
      const own = await forgeRoot(mirror.folder, { version: 2, stolen });
      const loot = new Map(ROLES.map((role) => [role, [own]]));
      await forge(mirror.folder, loot, {
        roles: {
          targets: nextOf(await plantTarget(mirror.folder, EVIL_PATH, EVIL)),
        },
        snapshot: nextOf(),
        timestamp: nextOf(),
      });
      const evil = new Map([[EVIL_PATH, EVIL]]);
      const led = await newFleet('led away', operator);
      for (const fleet of [upToDate, led])
        await assertReads(fleet, {
          url,
          targets: evil,
          because: "the thief's version under the thief's root",
        });

      const inTime = await newFleet('who saw the owner rotate first', operator);
      await operator.run('root rotate root --key-type ed25519');
      await operator.run('root rotate timestamp --lost --key-type ed25519');
      await assertReads(inTime, { targets: first, because: "the owner's own root 2" });
      const refusal = { reason: 'signature', except: FORGETS_ROOTS } as const;
      await assertRefuses(inTime, { ...refusal, url, because: "the thief's repository" });
      await assertReads(only(inTime, FORGETS_ROOTS), {
        url,
        targets: evil,
        because: 'whichever root 2 it is shown',
      });
      for (const fleet of [upToDate, led]) {
        await assertRefuses(fleet, { ...refusal, because: 'the owner: two roots have one number' });
        const because = 'whichever root 2 it is shown';
        await assertReads(only(fleet, FORGETS_ROOTS), { targets: first, because });
      }

      const second = await anew.publish('@acme/hello', '1.1.0');
      for (const fleet of [upToDate, led].map((each) => given(anew.newestRoot, each)))
        await assertReads(fleet, { url: anew.url, targets: second, because: 'the new vault with its root' });
      for (const fleet of await freshFleets(anew)) {
        await assertReads(fleet, { targets: second, because: 'the new vault' });
        await assertRefuses(fleet, { url, reason: 'signature', because: "the thief's repository" });
      }
    } finally {
      await Promise.all([operator.close(), mirror.close(), anew.close()]);
    }
  },
};

function nextOf<T extends { readonly version: number }>(
  change: (live: T) => T = (live) => live,
): (live: T) => T {
  return (live) => ({ ...change(live), version: live.version + 1 });
}
