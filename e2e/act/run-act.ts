import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { programOf } from '../../tools/scripts/peers/workflow-tools.ts';
import type { FakeGitHub } from '../actions/fake-github.ts';
import { ROOT, type Site } from './site.ts';

export const ACT = programOf('act');

export interface ActRun {
  readonly event: string;
  readonly payload?: object;
  readonly workflow: string;
  /** More of the environment of the steps. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Where the runs of all sites get what they use. */
export interface ActWorld {
  readonly home: string;
  readonly github: FakeGitHub;
  /** Answers what our own action has uploaded, as a zip. */
  readonly artifactsUrl: string;
  /** `owner/name@sha` and the folder that answers for it. */
  readonly standIns: ReadonlyMap<string, string>;
}

export interface ActResult {
  readonly code: number;
  readonly log: string;
}

/** Runs a workflow of a site on this machine, without Docker and without network. */
export async function runAct(run: ActRun, site: Site, world: ActWorld): Promise<ActResult> {
  const [secrets, payload] = [join(site.dir, 'secrets'), join(site.dir, 'event.json')];
  await mkdir(join(site.dir, 'kept'), { recursive: true });
  await writeFile(secrets, site.secret === '' ? '' : `VAULT_SIGNING_KEYS=${JSON.stringify(site.secret)}\n`);
  await writeFile(payload, JSON.stringify(run.payload ?? {}));
  const env = { ...environment(site, world), ...run.env };
  const args = [
    run.event,
    ...['--workflows', `.github/workflows/${run.workflow}`, '--eventpath', payload],
    ...['--platform', 'ubuntu-24.04=-self-hosted', '--action-offline-mode', '--secret-file', secrets],
    ...['--artifact-server-addr', '127.0.0.1', '--cache-server-addr', '127.0.0.1', '--no-cache-server'],
    ...[...world.standIns].flatMap(([name, folder]) => ['--local-repository', `${name}=${folder}`]),
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
  return new Promise((done) => {
    const child = execFile(
      ACT,
      args,
      { cwd: site.clone, env: processEnv(world), maxBuffer: 1e8 },
      (_, stdout, stderr) => {
        done({ code: child.exitCode ?? 1, log: `${stdout}${stderr}` });
      },
    );
  });
}

function environment({ dir }: Site, { github, artifactsUrl }: ActWorld): Record<string, string> {
  const claims = Buffer.from(JSON.stringify({ scp: 'Actions.Results:run-1:job-1' })).toString('base64url');
  return {
    ACTIONS_RESULTS_URL: `${github.url}/`,
    ACTIONS_RUNTIME_TOKEN: `e30.${claims}.e2e`,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: 'http://github.localhost',
    STAND_INS: join(dir, 'kept'),
    STAND_IN_ARTIFACTS: artifactsUrl,
  };
}

function processEnv({ home }: ActWorld): NodeJS.ProcessEnv {
  // `using: node24` is whatever node comes first.
  const path = [dirname(process.execPath), join(ROOT, 'e2e/act/bin'), process.env['PATH'] ?? ''].join(':');
  return { PATH: path, HOME: home, GIT_CONFIG_GLOBAL: '/dev/null', npm_config_offline: 'true' };
}
