// Pastes the README's quick start into a shell, command by command, and looks at what each one did.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';

const root = new URL('../../', import.meta.url);
const results: boolean[] = [];

for (const made of ['vault', 'plugins']) {
  if (has(made)) throw new Error(`${made}/ exists and may hold keys; move it away first`);
}
const [init, publish, install, list, serve] = quickStart();
check('the quick start has five commands', serve !== undefined);
check(
  'init makes a vault',
  paste(init).includes('vault created') && has('vault/root.json') && has('vault/vault.yaml'),
);
check('publish publishes', paste(publish).includes('published'));
check(
  'install installs',
  paste(install).includes('installed') && has('plugins/current/acme/hello/package.json'),
);
check('current is one link', lstatSync(new URL('plugins/current', root)).isSymbolicLink());
check('list lists', paste(list).includes('@acme/hello@'));
check('publish again says unchanged', paste(publish).includes('unchanged'));
check('serve serves', await serves(serve));
for (const made of ['vault', 'plugins']) rmSync(new URL(made, root), { recursive: true, force: true });

const failed = results.filter((ok) => !ok).length;
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function quickStart(): readonly string[] {
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  const block = /## Quick start[^]*?```sh\n([^]*?)```/.exec(readme)?.[1] ?? '';
  return block.split('\n').filter((line) => line.startsWith('npx ragnos-vault'));
}

function paste(command = ''): string {
  try {
    return execFileSync('bash', ['-c', command], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } catch (error) {
    return `failed: ${String(error)}`;
  }
}

/** Its own process group, because npx, a shell and the command stand between us and the server. */
async function serves(command = ''): Promise<boolean> {
  const child = spawn('bash', ['-c', command], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    for await (const chunk of child.stderr) {
      const url = /at (http:\S+)/.exec(String(chunk))?.[1];
      if (url === undefined) continue;
      const answer = await fetch(`${url}/metadata/timestamp.json`);
      return (
        answer.ok &&
        answer.headers.get('cache-control') === 'no-cache' &&
        (await fetch(`${url}/keys/root.pem`)).status === 404
      );
    }
    return false;
  } finally {
    const ended = once(child, 'exit');
    if (child.pid !== undefined && child.exitCode === null) {
      process.kill(-child.pid, 'SIGTERM');
      await ended;
    }
  }
}

function has(path: string): boolean {
  return existsSync(new URL(path, root));
}

function check(name: string, ok: boolean): void {
  results.push(ok);
  process.stdout.write(`${ok ? 'ok' : 'FAILED'} ${name}\n`);
}
