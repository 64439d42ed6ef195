// Honest packages of the registry, popular, minified, native, bundlers, obfuscators and those with install scripts, under
// the policy that holds where there is none: no one is blocked, and whatever a rule calls high was looked at and is
// explained. Run as `node e2e/corpus/benign.e2e.ts`; `--all` takes those too that are long to scan.
import assert from 'node:assert/strict';
import { fetchCorpus } from './fetch.ts';
import { lookAtBenign } from './look-at-benign.ts';
import { runTally } from './tally.ts';

const LEAST_PACKAGES = 150;

await runTally(async ({ check }) => {
  const packages = await fetchCorpus((line) => console.log(line), {
    list: 'benign-packages.json',
    all: process.argv.includes('--all'),
  });
  const outcome = await lookAtBenign(packages);
  await check(`at least ${LEAST_PACKAGES} packages are scanned`, () => {
    assert.ok(outcome.scanned >= LEAST_PACKAGES);
    return Promise.resolve(`${outcome.scanned}`);
  });
  const nothing = [
    ['none is blocked', outcome.blocked],
    ['all that is called high is explained', outcome.unexplained],
    ['no explanation is out of date', outcome.idle],
  ] as const;
  for (const [title, found] of nothing) {
    await check(title, () => {
      assert.deepEqual(found, []);
      return Promise.resolve();
    });
  }
});
