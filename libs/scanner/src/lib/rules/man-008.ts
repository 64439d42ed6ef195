import { quote } from '../display-text.ts';
import { membersOf } from '../plugin/json-tree.ts';
import { stringsAt, type Manifest } from '../plugin/manifest.ts';
import type { Hit, Rule } from '../rule.ts';

const SYSTEM = new Set(
  (
    'sh bash zsh fish dash cmd powershell pwsh ls cat cp mv rm mkdir chmod chown ln find grep sed awk xargs tar gzip zip unzip ' +
    'curl wget ssh scp rsync sudo su env kill ps top systemctl crontab make cmake gcc cc clang git gh svn docker podman kubectl ' +
    'helm terraform aws gcloud az node npm npx pnpm yarn corepack bun deno python python3 pip pip3 ruby gem go cargo rustc java ' +
    'javac mvn gradle php perl claude gemini codex'
  ).split(' '),
);

export const MAN_008: Rule = {
  id: 'MAN-008',
  title: 'Command that shadows a system command',
  severity: 'high',
  what: 'The `bin` of package.json installs a command under the name of a well-known program that is not the package itself.',
  why: 'The folder of installed commands comes first on PATH in scripts: whoever calls `git` there calls the plugin.',
  incident: 'bin script confusion (manifest "bin" takeover of npm and git)',
  fix: 'Give the command a name of its own.',
  *checkPlugin({ manifests }) {
    // Commands of bundled dependencies do not reach the PATH of anybody else.
    for (const manifest of manifests) if (manifest.path === 'package.json') yield* shadowing(manifest);
  },
};

function* shadowing(manifest: Manifest): Iterable<Hit> {
  const names = new Set(stringsAt(manifest, 'name').map(({ value }) => value));
  // npm gives a `bin` that is a string the name of the package without its scope.
  for (const { offset } of stringsAt(manifest, 'bin')) {
    for (const name of names) {
      const command = name.slice(name.indexOf('/') + 1);
      if (command !== name && SYSTEM.has(command)) yield installs(command, manifest, offset);
    }
  }
  for (const { value } of membersOf(manifest.tree, 'bin')) {
    if (value.kind !== 'object') continue;
    for (const { key, offset } of value.members) {
      const isOwn = [...names].some((name) => name === key || (name === 'npm' && key === 'npx'));
      if (SYSTEM.has(key) && !isOwn) yield installs(key, manifest, offset);
    }
  }
}

function installs(command: string, { path }: Manifest, offset: number): Hit {
  return { path, offset, message: `installs a command called ${quote(command)}` };
}
