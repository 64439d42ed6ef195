import { programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import { stringsUnder, type Manifest, type ManifestString } from './manifest.ts';

/** A text that a shell would run. */
export interface Command {
  readonly text: string;
  readonly path: string;
  readonly offset: number;
  /** The text stands in the file as it is, so that an offset in it is an offset in the file. */
  readonly isVerbatim: boolean;
  /** `install`: npm runs it by itself; `call`: code of the plugin runs it; `manual`: somebody must ask for it. */
  readonly runs: 'install' | 'call' | 'manual';
}

/** The scripts npm runs by itself when a package is installed from an archive. */
export const INSTALL_SCRIPTS = new Set(['preinstall', 'install', 'postinstall']);

const RUNNERS = new Set(['npm', 'pnpm', 'yarn', 'bun']);

/** Every script of a manifest; one that an install script calls with `npm run` runs at install too. */
export function commandsOf(manifest: Manifest): readonly (Command & { readonly script: string })[] {
  const scripts = stringsUnder(manifest, 'scripts');
  const atInstall = installed(scripts);
  return scripts.map(({ key, value, offset }) => ({
    script: key,
    text: value,
    path: manifest.path,
    offset,
    isVerbatim: false,
    runs: atInstall.has(key) ? 'install' : 'manual',
  }));
}

function installed(scripts: readonly ManifestString[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...INSTALL_SCRIPTS];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const called = scripts.filter(({ key }) => key === name).flatMap(({ value }) => calledScripts(value));
    for (const script of called) open.push(script, `pre${script}`, `post${script}`);
  }
  return reached;
}

function calledScripts(command: string): string[] {
  return readPipelines(command).flatMap(({ stages }) =>
    stages.flatMap((words) => {
      const { program, args } = programOf(words);
      if (!RUNNERS.has(program)) return [];
      return args
        .filter((word) => word !== 'run' && word !== 'run-script' && !word.startsWith('-'))
        .slice(0, 1);
    }),
  );
}
