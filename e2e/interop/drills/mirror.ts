import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, clockedFleet, newFleet } from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { openMirror } from './kit/open-mirror.ts';

/** No key at all: a mirror stands still. It can do so until the timestamp expires, and no longer. */
export const mirror: Drill = {
  name: 'no key, but all traffic',
  play: async (site) => {
    const operator = await openOperator({ name: mirror.name, daysAgo: 20 }, site);
    const first = await operator.publish('@acme/hello', '1.0.0');
    const frozen = await openMirror(operator);
    const held = await clockedFleet('held back', operator);
    try {
      await assertReads(held, { targets: first, because: '1.0.0 on day 0' });

      operator.goTo(18);
      const second = await operator.publish('@acme/hello', '1.1.0');
      operator.goTo(7);
      const still = { url: frozen.url, reason: 'unknown target', paths: [...second.keys()] } as const;
      await assertRefuses(held, { ...still, because: '1.1.0, which the mirror withholds, on day 13' });
      await assertReads(held, { targets: first, because: '1.0.0 on day 13', url: frozen.url });
      operator.goTo(5);
      const expired = { url: frozen.url, reason: 'expired' } as const;
      await assertRefuses(held, { ...expired, because: 'the mirror on day 15: the timestamp has expired' });

      operator.goTo(0);
      const fresh = await newFleet('fresh', operator);
      await assertRefuses(fresh, { ...expired, because: 'the mirror on day 20' });
      await operator.run('renew --if-needed');
      const both = { targets: new Map([...first, ...second]), because: '1.0.0 and 1.1.0 from the owner' };
      for (const fleet of [held, fresh]) await assertReads(fleet, both);
    } finally {
      await Promise.all([operator.close(), frozen.close()]);
    }
  },
};
