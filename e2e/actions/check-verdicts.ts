import assert from 'node:assert/strict';
import { publishPlugins } from '@ragnos-vault/api';
import { toVaultError } from '@ragnos-vault/errors';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Tally } from '../corpus/tally.ts';
import { parseRules } from './parse-outputs.ts';
import { runAction } from './runner.ts';
import type { World } from './world.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Every one of them goes through library, command and executor in e2e/verdicts. */
const EVERY = 7;

/** What the library says of an archive, the action says too: the same code, and the same rules in its SARIF file. */
export async function checkVerdicts(world: World, { check }: Tally): Promise<void> {
  const names = (await readdir(join(ROOT, 'vectors/archives'))).filter((name) => name.endsWith('.tgz'));
  const archives = names
    .filter((_, index) => index % EVERY === 0)
    .map((name) => join('vectors/archives', name));
  for (const path of [...archives, 'examples/plugins/hello']) {
    await check(`verdict: ${path} is judged as by the library`, async () => {
      const expected = await inLibrary(join(ROOT, path), join(world.workspace, 'vault'));
      const step = await runAction('publish', { plugins: join(ROOT, path), 'dry-run': 'true' }, world.job());
      const code = /::error::.*\((ERR_[A-Z_]+)\)/.exec(step.log)?.[1];
      const sarif = step.outputs.get('sarif-file') ?? '';
      const rules = sarif === '' ? [] : parseRules(await readFile(sarif, 'utf8'));
      assert.deepEqual({ code, rules }, expected, step.log);
      assert.equal(step.code, expected.code === undefined ? 0 : 1);
    });
  }
}

interface Verdict {
  readonly code: string | undefined;
  readonly rules: readonly string[];
}

async function inLibrary(plugin: string, repoDir: string): Promise<Verdict> {
  let rules: readonly string[] = [];
  try {
    await publishPlugins({
      ...{ plugins: [plugin], repoDir, dryRun: true, now: new Date(), env: {} },
      passphrase: () => Promise.resolve(undefined),
      onScan: (_, { findings }) => {
        rules = findings.map(({ rule }) => rule).sort();
      },
    });
    return { code: undefined, rules };
  } catch (error) {
    return { code: toVaultError(error).code, rules };
  }
}
