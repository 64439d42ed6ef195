import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FakeGitHub } from './fake-github.ts';
import { parseAction, parseFileCommands, type ActionManifest } from './parse-action.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const TOKEN = 'ghs_e2eTokenThatMayNotLeave';
const GUARD = join(import.meta.dirname, 'only-loopback.cjs');

/** One job: a folder with a workspace, a temporary folder and a tool cache, and what started it. */
export interface Job {
  readonly dir: string;
  readonly workspace: string;
  readonly github: FakeGitHub;
  /** More of the environment, `GITHUB_REF_NAME` for example. */
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: object;
}

export interface StepResult {
  readonly code: number;
  readonly outputs: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
  readonly summary: string;
  /** What the step printed, with masks put on as the runner puts them. */
  readonly log: string;
  /** The same before masks. */
  readonly raw: string;
}

/** Runs the main part of an action as the runner does, and its post part where that has state to go on. */
export async function runAction(
  action: 'publish' | 'install',
  inputs: Readonly<Record<string, string>>,
  job: Job,
): Promise<StepResult> {
  const file = action === 'publish' ? 'action.yml' : 'install/action.yml';
  const manifest = parseAction(await readFile(join(ROOT, file), 'utf8'));
  const unknown = Object.keys(inputs).find((name) => !Object.hasOwn(manifest.inputs, name));
  if (unknown !== undefined) throw new Error(`the action has no input ${unknown}`);
  const entry = (path: string): string => resolve(ROOT, dirname(file), path);
  const given = environmentOf(inputs, manifest);
  const main = await runStep(entry(manifest.runs.main), given, job);
  const { post } = manifest.runs;
  if (post === undefined || main.code !== 0) return main;
  const state = Object.fromEntries([...main.state].map(([name, value]) => [`STATE_${name}`, value]));
  const after = await runStep(entry(post), { ...given, ...state }, job);
  return { ...main, code: after.code, log: `${main.log}${after.log}`, raw: `${main.raw}${after.raw}` };
}

/** Inputs as environment (actions/runner, Handler.cs), with the defaults of the manifest. */
function environmentOf(
  inputs: Readonly<Record<string, string>>,
  manifest: ActionManifest,
): Record<string, string> {
  const entries = Object.entries(manifest.inputs).map(([name, { default: value = '' }]): [string, string] => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    inputs[name] ?? value.replace('${{ github.token }}', TOKEN),
  ]);
  return Object.fromEntries(entries);
}

let steps = 0;

async function runStep(
  script: string,
  given: Readonly<Record<string, string>>,
  job: Job,
): Promise<StepResult> {
  const files = join(job.dir, `step-${(steps += 1)}`);
  const names = ['OUTPUT', 'STATE', 'PATH', 'ENV', 'STEP_SUMMARY'];
  for (const dir of [files, join(job.dir, 'temp'), join(job.dir, 'tools')])
    await mkdir(dir, { recursive: true });
  for (const name of names) await writeFile(join(files, name), '');
  await writeFile(join(files, 'event.json'), JSON.stringify(job.event ?? {}));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: job.dir,
    ...given,
    ...runnerEnvironment(job),
    GITHUB_EVENT_PATH: join(files, 'event.json'),
    ...Object.fromEntries(names.map((name) => [`GITHUB_${name}`, join(files, name)])),
    ...job.env,
  };
  const { code, raw } = await spawnNode(script, { env, cwd: job.workspace });
  const read = (name: string): Promise<string> => readFile(join(files, name), 'utf8');
  return {
    code,
    raw,
    log: masked(raw),
    outputs: parseFileCommands(await read('OUTPUT')),
    state: parseFileCommands(await read('STATE')),
    paths: (await read('PATH')).split('\n').filter((line) => line !== ''),
    summary: await read('STEP_SUMMARY'),
  };
}

function runnerEnvironment({ dir, workspace, github }: Job): Record<string, string> {
  const claims = Buffer.from(JSON.stringify({ scp: 'Actions.Results:run-1:job-1' })).toString('base64url');
  return {
    GITHUB_ACTIONS: 'true',
    CI: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/plugins',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: '1'.repeat(40),
    GITHUB_RUN_ID: '1',
    // The toolkit takes names of this machine for github.com, not for a server of one's own.
    GITHUB_SERVER_URL: 'http://github.localhost',
    GITHUB_API_URL: github.url,
    RUNNER_TEMP: join(dir, 'temp'),
    RUNNER_TOOL_CACHE: join(dir, 'tools'),
    RUNNER_OS: 'Linux',
    RUNNER_ENVIRONMENT: 'github-hosted',
    ACTIONS_RUNTIME_TOKEN: `e30.${claims}.e2eRuntimeSecret`,
    ACTIONS_RESULTS_URL: `${github.url}/`,
    ACTIONS_CACHE_URL: `${github.url}/`,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    NODE_OPTIONS: `--require ${GUARD}`,
  };
}

function spawnNode(
  script: string,
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<{ readonly code: number; readonly raw: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [script],
      { ...options, maxBuffer: 1e8 },
      (_, stdout, stderr) => {
        done({ code: child.exitCode ?? 1, raw: `${stdout}${stderr}` });
      },
    );
  });
}

/** `::add-mask::` hides a value from then on, and is itself never shown. */
function masked(raw: string): string {
  const secrets = [...raw.matchAll(/^::add-mask::(.*)$/gm)].flatMap(([, value = '']) => {
    const whole = value.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
    return [whole, ...whole.split('\n')].filter((line) => line.trim() !== '');
  });
  const shown = raw.replace(/^::add-mask::.*\n?/gm, '');
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), shown);
}
