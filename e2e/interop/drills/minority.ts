import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, freshFleets, newFleet } from './kit/fleet.ts';
import { openOperator } from './kit/operator.ts';
import { forgeRoot } from './kit/forge-root.ts';
import { readKey } from './kit/loot.ts';
import { openMirror } from './kit/open-mirror.ts';

/**
 * One of three root keys, two of which must sign: with it and keys of its own the thief makes a root that nobody follows.
 * The two others replace it.
 */
export const minority: Drill = {
  name: 'a minority of root',
  play: async (site) => {
    const operator = await openOperator({ name: minority.name, threshold: 2 }, site);
    const { run, fail, cwd } = operator;
    await run('keygen third.pem --key-type ed25519');
    await run('root draft two.json --add-key root=third.pem.pub');
    for (const key of ['vault/keys/root-1.pem', 'vault/keys/root-2.pem', 'third.pem'])
      await run(`sign two.json --key file2:${key}`);
    await run('root publish two.json');
    const first = await operator.publish('@acme/hello', '1.0.0');
    const upToDate = await newFleet('up to date', operator);
    await assertReads(upToDate, { targets: first, because: '1.0.0' });
    const mirror = await openMirror(operator);
    const { url } = mirror;
    try {
      const stolen = await readKey(join(cwd, 'third.pem'));
      await forgeRoot(mirror.folder, { version: 3, stolen: [stolen] });
      const led = await newFleet('led to a mirror', operator);
      for (const fleet of [upToDate, led])
        await assertRefuses(fleet, { url, reason: 'signature', because: "the thief's root" });
      for (const fleet of [upToDate, led])
        await assertReads(fleet, { targets: first, because: '1.0.0 from the owner afterwards' });

      await forgeRoot(operator.folder, { version: 3, stolen: [stolen] });
      await assertRefuses(upToDate, {
        reason: 'signature',
        because: "the thief's root in the owner's folder",
      });
      await fail('verify-repo', 'ERR_REPOSITORY_FAULTY');
      await rm(join(operator.folder, 'metadata/3.root.json'));

      await run('keygen fourth.pem --key-type ed25519');
      await run(`root draft three.json --add-key root=fourth.pem.pub --remove-key root=${stolen.keyId}`);
      await run('sign three.json --key file2:vault/keys/root-1.pem');
      await fail('root publish three.json', 'ERR_DRAFT_INCOMPLETE');
      await run('sign three.json --key file2:vault/keys/root-2.pem');
      await run('root publish three.json');
      const targets = new Map([...first, ...(await operator.publish('@acme/hello', '1.1.0'))]);
      for (const fleet of [upToDate, led, ...(await freshFleets(operator))])
        await assertReads(fleet, { targets, because: 'all under the root without the stolen key' });
    } finally {
      await Promise.all([operator.close(), mirror.close()]);
    }
  },
};
