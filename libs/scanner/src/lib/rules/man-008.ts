import { quote } from '../display-text.ts';
import { membersOf } from '../plugin/json-tree.ts';
import { stringsAt, type Manifest } from '../plugin/manifest.ts';
import type { Hit, Rule } from '../rule.ts';

const SYSTEM = new Set(
  (
    'sh bash zsh fish dash cmd powershell pwsh ls cat cp mv rm mkdir chmod chown ln find grep sed awk xargs tar gzip zip unzip ' +
    'curl wget ssh scp rsync sudo su env kill ps top systemctl crontab make cmake gcc cc clang git gh svn docker podman kubectl ' +
    'helm terraform aws gcloud az node npm npx pnpm yarn corepack bun deno python python3 pip pip3 ruby gem go cargo rustc java ' +
    'javac mvn gradle php perl'
  ).split(' '),
);

/** Tools that people install from packages of many names, and so call without a thought. */
const TOOLS = new Set('claude gemini codex cursor copilot aider ollama'.split(' '));
/** Packages that are known for commands of other names. */
const KNOWN_FOR = new Map([
  ['npm', ['npx']],
  ['corepack', ['pnpm', 'pnpx', 'yarn', 'yarnpkg']],
]);

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
  for (const { command, offset } of commandsOf(manifest, names)) {
    const isKnown = [...names].some((name) => KNOWN_FOR.get(name)?.includes(command) === true);
    const isShadow = SYSTEM.has(command) || TOOLS.has(command);
    if (!isShadow || isKnown || names.has(command)) continue;
    // `deno-bin` brings `deno`: whoever installs it asked for that command.
    const isNamed = [...names].some((name) => name.split(/[-_./@]/).includes(command));
    const message = `installs a command called ${quote(command)}`;
    const isMild = TOOLS.has(command) || (isNamed && ![...names].some((name) => isScopedAs(name, command)));
    yield { path: manifest.path, offset, message, ...(isMild ? { severity: 'medium' } : {}) };
  }
}

interface Installed {
  readonly command: string;
  readonly offset: number;
}

function commandsOf(manifest: Manifest, names: ReadonlySet<string>): readonly Installed[] {
  // npm gives a `bin` that is a string the name of the package without its scope.
  const single = stringsAt(manifest, 'bin').flatMap(({ offset }) =>
    [...names].map((name) => ({ command: name.slice(name.indexOf('/') + 1), offset })),
  );
  const listed = membersOf(manifest.tree, 'bin').flatMap(({ value }) =>
    value.kind === 'object' ? value.members.map(({ key, offset }) => ({ command: key, offset })) : [],
  );
  return [...single, ...listed];
}

/** `@anybody/git`: the scope is another's, and the name is all of the command. */
function isScopedAs(name: string, command: string): boolean {
  return name.startsWith('@') && name.endsWith(`/${command}`);
}
