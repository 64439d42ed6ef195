// Real packages of the registry go through the real command: publish, serve, install over HTTP. What is installed is
// compared byte for byte with what the system's tar unpacks. Run as `node e2e/corpus/corpus.e2e.ts`; `--all` takes the
// large ones too, 25 in all.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkInstall, checkRefusedInstalls } from './check-install.ts';
import { checkPublish } from './check-publish.ts';
import { fetchCorpus } from './fetch.ts';
import { idOf, scanCorpus, stoppingRules, type ScannedCorpus } from './scan-corpus.ts';
import { serveVault } from './served-vault.ts';
import { createSite, type Site } from './site.ts';
import { runTally } from './tally.ts';
import { succeedVault } from './vault-command.ts';

await runTally(async (tally) => {
  const folder = await mkdtemp(join(tmpdir(), 'ragnos-vault-corpus-'));
  try {
    await runCorpus(createSite(folder, tally));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function runCorpus(site: Site): Promise<void> {
  const packages = await fetchCorpus((line) => console.log(line), {
    all: process.argv.includes('--all'),
  });
  await succeedVault(['init', '--repo-dir', 'vault'], site);
  const corpus = await scanCorpus(packages, site);
  await checkPublish(corpus, site);
  await checkServed(corpus, site);
  describeStopped(corpus);
}

async function checkServed(corpus: ScannedCorpus, site: Site): Promise<void> {
  const server = await serveVault(['--repo-dir', 'vault'], site);
  try {
    await checkRefusedInstalls(corpus, { ...site, url: server.url });
    await checkInstall(corpus, { ...site, url: server.url });
  } finally {
    await site.tally.check('serve ends when it is told to', async () => assert.equal(await server.stop(), 0));
  }
}

function describeStopped({ passing, stopped }: ScannedCorpus): void {
  console.log(`${stopped.length} of ${passing.length + stopped.length} need a policy:`);
  for (const item of stopped) console.log(`  ${idOf(item)} is stopped by ${stoppingRules(item.report)}`);
}
