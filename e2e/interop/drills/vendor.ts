import type { Drill } from './kit/drill.ts';
import { assertReads, assertRefuses, freshFleets, newFleet } from './kit/fleet.ts';
import { openOperator, packPlugin } from './kit/operator.ts';
import { EVIL, EVIL_PATH } from './kit/evil.ts';
import { forge } from './kit/forge.ts';
import { steal } from './kit/loot.ts';
import { openMirror } from './kit/open-mirror.ts';
import { plantTarget } from './kit/plant-target.ts';

const FORGED_PATH = 'plugins/umbra/hello/6.6.6/hello-6.6.6.tgz';
const FROM = '--repo vault --root root-1.json';

/**
 * The thief submits a version as the vendor does, and the operator, who cannot know, accepts it. Paths of another vendor
 * stay out of reach, even on a mirror that shows another file of the same number.
 */
export const vendor: Drill = {
  name: 'one vendor',
  play: async (site) => {
    const operator = await openOperator({ name: vendor.name }, site);
    for (const name of ['acme', 'umbra']) await operator.run(`vendor add ${name} --key-type ed25519`);
    const first = new Map([
      ...(await operator.publish('@acme/hello', '1.0.0')),
      ...(await operator.publish('@umbra/hello', '1.0.0')),
    ]);
    const upToDate = await newFleet('up to date', operator);
    await assertReads(upToDate, { targets: first, because: 'both vendors' });
    const loot = await steal(operator, { 'vendor-acme': ['vendor-acme'] });
    const key = `--repo ${operator.url} --root root-1.json --vendor-key file2:vault/keys/vendor-acme.pem`;
    const submit = async (version: string, file: string) => {
      const archive = await packPlugin('@acme/hello', version, operator.cwd);
      await operator.run(`publish ${archive.path} --submit ${file} ${key}`);
      return archive.bytes;
    };
    const mirror = await openMirror(operator);
    const { url } = mirror;
    try {
      const foreign = await plantTarget(mirror.folder, FORGED_PATH, EVIL);
      const own = await plantTarget(mirror.folder, EVIL_PATH, EVIL);
      await forge(mirror.folder, loot, { roles: { 'vendor-acme': (live) => foreign(own(live)) } });
      const led = await newFleet('led to a mirror', operator);
      const because = 'a path of another vendor, which the thief has signed';
      await assertRefuses(led, { url, reason: 'unknown target', paths: [FORGED_PATH], because });

      const unaccepted = 'a path of the vendor, unaccepted: snapshot lists vendors by number alone';
      await assertReads(led, { url, targets: new Map([[EVIL_PATH, EVIL]]), because: unaccepted });

      const evil = new Map([[EVIL_PATH, await submit('6.6.6', 'evil.submission.tgz')]]);
      await operator.run('accept evil.submission.tgz');
      for (const fleet of [upToDate, led])
        await assertReads(fleet, {
          targets: evil,
          because: "the thief's version, which the operator accepted",
        });
      await submit('7.7.7', 'late.submission.tgz');

      await operator.run('vendor rotate acme --key-type ed25519');
      await operator.fail('accept late.submission.tgz', 'ERR_SUBMISSION_STALE');
      await operator.run('revoke @acme/hello@6.6.6 --reason stolen');
      await operator.run('yank @acme/hello@6.6.6 --reason stolen');
      const targets = new Map([...first, ...(await operator.publish('@acme/hello', '1.1.0'))]);
      const all = [upToDate, led, ...(await freshFleets(operator))];
      for (const fleet of all) await assertReads(fleet, { targets, because: 'all after the rotation' });
      await operator.fail(`install @acme/hello@6.6.6 ${FROM}`, 'ERR_PLUGIN_REVOKED');
      await operator.run(`install @acme/hello@1.1.0 ${FROM}`);
      const said = 'a revoked version by its path: what is revoked is told by this product alone, not by TUF';
      await assertReads(upToDate, { targets: evil, because: said });
    } finally {
      await Promise.all([operator.close(), mirror.close()]);
    }
  },
};
