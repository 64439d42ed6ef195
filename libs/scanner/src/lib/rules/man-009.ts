import { quote } from '../display-text.ts';
import { decodeText } from '../plugin/decode-text.ts';
import type { PluginFile } from '../plugin/plugin.ts';
import type { Hit, Rule } from '../rule.ts';

/** Settings of npm that name a program, or what Node.js loads before any script. */
const RUNS =
  /^[ \t]*(script-shell|node-options|git|shell|editor|browser|init-module|onload-script)\s*=\s*(\S.*)$/gm;
const TOKEN = /^[ \t]*\/\/[^\s=]+:_(?:authToken|auth|password)\s*=\s*(?!\$\{)(\S+)/gm;
const YARN_PATH = /^[ \t]*yarnPath\s*:\s*(\S.*)$/gm;
const FOLDER_OPEN = /"runOn"\s*:\s*"folderOpen"/;
const STARTS = /\b(?:curl|wget|node|bun|deno|python3?|powershell|pwsh|cmd|bash|sh|osascript)\b/i;

export const MAN_009: Rule = {
  id: 'MAN-009',
  title: 'Settings that make a tool run something',
  severity: 'high',
  what: 'The package holds settings which tools obey without asking: `.npmrc` with `script-shell`, `node-options` or `git`, `.yarnrc.yml` with `yarnPath`, `.vscode/tasks.json` with a task that runs a program when the folder is opened; medium: a `.pnpmfile.cjs`, a `.envrc`, another task of that kind, a token left in an `.npmrc`.',
  why: 'Who opens, unpacks or builds the folder runs what it says, though nobody has called the plugin.',
  incident: 'Contagious Interview 2025 (tasks.json), PackageGate 2026 (`git` in .npmrc)',
  fix: 'Leave the settings of your own tools out of the package.',
  *checkFile(file) {
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    if (name === '.npmrc') yield* inNpmrc(decodeText(file.content));
    else if (name === '.yarnrc.yml' || name === '.yarnrc.yaml')
      yield* lines(decodeText(file.content), YARN_PATH, 'yarn runs');
    else if (/^\.pnpmfile\.c?js$/.test(name))
      yield { offset: 0, message: 'pnpm runs it at install', severity: 'medium' };
    else if (name === '.envrc')
      yield { offset: 0, message: 'direnv runs it in the folder', severity: 'medium' };
    else if (/(?:^|\/)\.(?:vscode|cursor)\/tasks\.json$/.test(file.path)) yield* inTasks(file);
  },
};

function* inNpmrc(text: string): Iterable<Hit> {
  for (const { 0: line, 1: key = '', index } of text.matchAll(RUNS))
    yield { offset: index, message: `npm obeys ${quote(key)}: ${quote(line.trim())}` };
  // The token itself is not for a report.
  for (const { index } of text.matchAll(TOKEN))
    yield { offset: index, message: 'holds a token of a registry', severity: 'medium' };
}

function* lines(text: string, pattern: RegExp, says: string): Iterable<Hit> {
  for (const { 1: value = '', index } of text.matchAll(pattern))
    yield { offset: index, message: `${says} ${quote(value)}` };
}

function* inTasks(file: PluginFile): Iterable<Hit> {
  const text = decodeText(file.content);
  const found = FOLDER_OPEN.exec(text);
  if (found === null) return;
  const commands = [...text.matchAll(/"(?:command|args)"\s*:\s*("(?:[^"\\]|\\.)*"|\[[^\]]*\])/g)];
  const isProgram = commands.some(([, command = '']) => STARTS.test(command));
  const message = 'a task runs as soon as the folder is opened';
  yield { offset: found.index, message, ...(isProgram ? {} : { severity: 'medium' }) };
}
