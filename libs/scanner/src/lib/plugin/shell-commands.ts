import type { Command } from './commands.ts';
import type { Plugin, PluginFile } from './plugin.ts';

/** The shell files of a plugin as commands; `called` says which of them other commands start. */
export function shellCommands(plugin: Plugin, called: readonly Command[]): readonly Command[] {
  return plugin.files
    .filter(({ kind }) => kind === 'shell')
    .map((file) => ({
      text: file.text(),
      path: file.path,
      offset: 0,
      isVerbatim: true,
      runs: runsOf(file, [...plugin.scripts, ...plugin.buildCommands, ...called]),
    }));
}

function runsOf({ path, isEntry }: PluginFile, commands: readonly Command[]): Command['runs'] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const naming = commands.filter(({ text }) => text.includes(name));
  if (naming.some(({ runs }) => runs === 'install')) return 'install';
  return isEntry || naming.some(({ runs }) => runs === 'call') ? 'call' : 'manual';
}
