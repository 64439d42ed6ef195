import { describe, expect, it, jest } from '@jest/globals';
import type { PromiseExecutor } from '@nx/devkit';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import initExecutor, { type InitOptions } from './init/executor.ts';
import installExecutor, { type InstallOptions } from './install/executor.ts';
import publishExecutor, { type PublishOptions } from './publish/executor.ts';
import releasePublishExecutor, { type ReleasePublishOptions } from './release-publish/executor.ts';
import renewExecutor, { type RenewOptions } from './renew/executor.ts';
import scanExecutor, { type ScanOptions } from './scan/executor.ts';
import serveExecutor, { type ServeOptions } from './serve/executor.ts';
import statusExecutor, { type StatusOptions } from './status/executor.ts';
import verifyExecutor, { type VerifyOptions } from './verify/executor.ts';
import verifyRepoExecutor, { type VerifyRepoOptions } from './verify-repo/executor.ts';

// Processes start slowly on a busy machine.
jest.setTimeout(30_000);

interface Schema {
  readonly type: string;
  readonly additionalProperties: boolean;
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
  readonly required: readonly string[];
}
interface Entry {
  readonly implementation: string;
  readonly schema: string;
  readonly description: string;
}

const PACKAGE = join(import.meta.dirname, '../..');
const { executors } = JSON.parse(readFileSync(join(PACKAGE, 'executors.json'), 'utf8')) as {
  executors: Record<string, Entry>;
};
const run = promisify(execFile);

// That these compile says that Nx may call each of them.
const CALLED_BY_NX = {
  init: initExecutor satisfies PromiseExecutor<InitOptions>,
  publish: publishExecutor satisfies PromiseExecutor<PublishOptions>,
  'release-publish': releasePublishExecutor satisfies PromiseExecutor<ReleasePublishOptions>,
  scan: scanExecutor satisfies PromiseExecutor<ScanOptions>,
  status: statusExecutor satisfies PromiseExecutor<StatusOptions>,
  renew: renewExecutor satisfies PromiseExecutor<RenewOptions>,
  serve: serveExecutor satisfies PromiseExecutor<ServeOptions>,
  'verify-repo': verifyRepoExecutor satisfies PromiseExecutor<VerifyRepoOptions>,
  install: installExecutor satisfies PromiseExecutor<InstallOptions>,
  verify: verifyExecutor satisfies PromiseExecutor<VerifyOptions>,
};

describe('executors.json', () => {
  it('names every executor there is', () => {
    expect(Object.keys(executors)).toEqual(Object.keys(CALLED_BY_NX));
  });

  it('is where package.json says', () => {
    const manifest = createRequire(import.meta.url)('../../package.json') as { executors: string };
    expect(manifest.executors).toBe('./executors.json');
  });

  it.each(Object.entries(executors))(
    '%s has a schema that takes no unknown option and explains each',
    (name, entry) => {
      const schema = JSON.parse(readFileSync(join(PACKAGE, entry.schema), 'utf8')) as Schema;
      // What Nx adds for npm must not stop a release.
      const additionalProperties = name === 'release-publish';
      expect(schema).toMatchObject({ type: 'object', additionalProperties });
      expect(Object.values(schema.properties).filter(({ description }) => !description)).toEqual([]);
      expect(schema.required.filter((name) => !(name in schema.properties))).toEqual([]);
    },
  );

  it.each(Object.entries(executors))(
    '%s loads as Nx loads it, and fails without a vault',
    async (name, entry) => {
      const { stdout, stderr } = await runShim(entry, { name });
      expect(stdout).toBe('{"success":false}\n');
      expect(stderr).toMatch(/^error: .+ \(ERR_[A-Z_]+\)\nhint: .+\n$/);
    },
  );

  it.each(Object.entries(executors))(
    '%s says how to run it where Node.js runs no TypeScript',
    async (name, entry) => {
      const { stdout, stderr } = await runShim(entry, { name, flags: ['--no-experimental-strip-types'] });
      expect(stdout).toBe('{"success":false}\n');
      expect(stderr).toBe(
        `error: Node.js ${process.version} cannot run TypeScript (ERR_NODE_VERSION)\n` +
          'hint: run `npm ci`, then `npx nx run <project>:<target>`: npx takes the Node.js that the workspace pins\n',
      );
    },
  );
});

/** Options of which the folder holds nothing, so that each executor refuses, whatever it would do. */
const NOTHING_THERE: Readonly<Record<string, object>> = {
  init: { repoDir: '.', encrypt: true, passphraseFile: 'nope' },
  publish: { repoDir: 'nope', plugins: ['nope/*'] },
  'release-publish': { repoDir: 'nope', plugins: ['nope/*'] },
  scan: { plugins: ['nope/*'] },
  status: { repoDir: 'nope' },
  renew: { repoDir: 'nope' },
  serve: { repoDir: 'nope' },
  'verify-repo': { repoDir: 'nope' },
  install: { repo: 'nope', root: 'nope/root.json', plugins: ['@acme/hello'] },
  verify: { root: 'nope.json' },
};

interface ShimRun {
  readonly name: string;
  readonly flags?: readonly string[];
}

async function runShim(
  entry: Entry,
  { name, flags = [] }: ShimRun,
): Promise<{ stdout: string; stderr: string }> {
  const code = `require(process.argv[1])(...JSON.parse(process.argv[2])).then((r) => console.log(JSON.stringify(r)))`;
  const args = JSON.stringify([NOTHING_THERE[name], { root: join(tmpdir(), 'vault-nx-nothing-here') }]);
  return run(process.execPath, [...flags, '-e', code, join(PACKAGE, entry.implementation), args]);
}
