import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tally } from '../corpus/tally.ts';
import { runAct, type ActRun, type ActWorld } from './run-act.ts';
import { copyActions, makeSite, readKept, ROOT, type Site } from './site.ts';

const OWN = ['ci', 'check-dist', 'publish-plugins', 'renew', 'install-and-test', 'release'];

/** Our own workflows, in a repository whose commands of the workspace (`.ci/run`, the builds) are stand-ins: those have tests of their own. */
export async function checkOwn(world: ActWorld & { readonly dir: string }, { check }: Tally): Promise<void> {
  const site = await makeOwnSite(join(world.dir, 'own'));
  const run = async (what: ActRun): Promise<string> => {
    const { code, log } = await runAct(what, site, world);
    assert.equal(code, 0, log);
    return log;
  };
  const onPush = { event: 'push', payload: { ref: 'refs/heads/main' } };

  await check('ci.yml runs .ci/run', async () => {
    assert.match(await run({ ...onPush, workflow: 'ci.yml' }), /all that must hold/);
  });
  await check('check-dist.yml asks whether dist is fresh', async () => {
    assert.match(await run({ ...onPush, workflow: 'check-dist.yml' }), /built with --check/);
  });
  await check('publish-plugins.yml publishes the plugin of a tag', async () => {
    const payload = { ref: 'refs/tags/@acme/hello@1.0.0' };
    await run({ event: 'push', payload, workflow: 'publish-plugins.yml' });
    const archives = site.remote.files('vault').filter((path) => path.endsWith('.tgz'));
    assert.match(
      archives.join(),
      /^targets\/plugins\/acme\/hello\/1\.0\.0\/[0-9a-f]{64}\.hello-1\.0\.0\.tgz$/,
    );
  });
  await check('renew.yml renews', async () => {
    await run({ event: 'schedule', workflow: 'renew.yml' });
  });
  await check(
    'install-and-test.yml publishes into an artifact, and a consumer runs what it installs',
    async () => {
      await run({ ...onPush, workflow: 'install-and-test.yml' });
    },
  );
  await check('release.yml makes a draft with provenance of a tag', async () => {
    await run({ event: 'push', payload: { ref: 'refs/tags/v1.2.3' }, workflow: 'release.yml' });
    assert.match(await readKept(site, 'gh'), /^release create v1\.2\.3 .*--draft .*packed\/nx\.tgz$/m);
    assert.equal(await readKept(site, 'attested'), 'packed/*.tgz');
  });
  await check('release.yml moves the major tag when the draft is published', async () => {
    const payload = {
      ref: 'refs/tags/v1.2.3',
      action: 'published',
      release: { prerelease: false, tag_name: 'v1.2.3' },
    };
    await run({ event: 'release', payload, workflow: 'release.yml' });
    assert.match(await readKept(site, 'gh'), /--method POST .*--field ref=refs\/tags\/v1$/m);
  });
}

async function makeOwnSite(dir: string): Promise<Site> {
  const workflows = OWN.map((name) => `.github/workflows/${name}.yml`);
  const site = await makeSite(dir, { workflows, vault: '.github/vault' });
  await copyActions(site.clone);
  await cp(join(ROOT, 'examples/plugins'), join(site.clone, 'examples/plugins'), { recursive: true });
  const command = join(ROOT, 'apps/cli/bin/ragnos-vault.js');
  await site.push({
    '.ci/run': 'echo all that must hold\n',
    '.gitignore': 'node_modules\n/vault\n/packed\n/repository\n',
    'cli/package.json': JSON.stringify({ name: 'ragnos-vault', version: '1.0.0', bin: 'bin.mjs' }),
    'cli/bin.mjs': `#!/usr/bin/env node\nawait import(${JSON.stringify(command)});\n`,
    'tools/scripts/build-nx-plugin.ts':
      "import fs from 'node:fs';\nfs.mkdirSync('packed');\nfs.writeFileSync('packed/nx.tgz', '');\n",
    'tools/scripts/build-actions.mjs': "console.log('built with', ...process.argv.slice(2));\n",
    'package.json': JSON.stringify({
      name: 'own',
      private: true,
      workspaces: ['cli'],
      scripts: { 'build:actions': 'node tools/scripts/build-actions.mjs' },
    }),
  });
  await promisify(execFile)('npm', ['install', '--offline', '--package-lock-only'], { cwd: site.clone });
  await site.push({});
  return site;
}
