import { quote } from '../display-text.ts';
import { addressesOf, outflowsOf } from '../javascript/outflows.ts';
import { commandsIn } from '../nested-sources.ts';
import { programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

interface Runtime {
  readonly name: string;
  /** Where it comes from: its installer, its releases, a package manager. */
  readonly source: RegExp;
  readonly program: RegExp;
}

const MANAGER =
  '\\b(?:npm|pnpm|yarn|brew|scoop|choco|winget|apt|apt-get|yum|dnf|apk|pip3?|pacman|snap)\\b[^\\n;&|]*\\s(?:i|install|add|-S)\\b[^\\n;&|]*';

const RUNTIMES: readonly Runtime[] = [
  {
    name: 'bun',
    source: new RegExp(
      `\\bbun(?:\\.[\\w-]+)+/install|/bun/releases/|/bun-(?:linux|darwin|windows)-|${MANAGER}[\\s/]bun\\b`,
      'i',
    ),
    program: /^bunx?$/,
  },
  {
    name: 'deno',
    source: new RegExp(
      `\\bdeno(?:\\.[\\w-]+)+/\\S*install|/deno/releases/|\\bdl\\.deno(?:\\.[\\w-]+)+/|${MANAGER}[\\s/]deno\\b`,
      'i',
    ),
    program: /^deno$/,
  },
  {
    name: 'python',
    source: new RegExp(
      `/ftp/python/|/python-build-standalone/|/uv/install\\.|${MANAGER}[\\s/]python[\\d.]*\\b`,
      'i',
    ),
    program: /^(?:python[\d.]*|pythonw|uvx?)$/,
  },
  {
    name: 'node',
    source: new RegExp(
      `/(?:dist|download/release)/v[\\d.]+/node-v|/node-v\\d[\\d.]*-(?:linux|darwin|win)|/nvm/v?[\\d.]+/install|${MANAGER}[\\s/]nodejs\\b`,
      'i',
    ),
    program: /^node$/,
  },
];
const SUBCOMMAND = /^(?:run|x|exec|-A|--allow-all|-B|-u|-S)$/;
const FILE = /[\\/]|\.(?:[cm]?[jt]sx?|py|json|txt|bin|dat)$|^$/;

export const EXE_006: Rule = {
  id: 'EXE-006',
  title: 'Brings another runtime to run a file with',
  severity: 'critical',
  what: 'Installs or downloads bun, deno, Python or another Node.js, and starts a file with it, in one script or one source.',
  why: 'Code that runs in another runtime escapes what watches Node.js, and the tools that only read what Node.js would run.',
  incident: 'Shai-Hulud 2.0 2025 (`setup_bun.js`, `bun_environment.js`), SAP and keyv 2026',
  fix: 'Say which runtime the plugin needs, and run in it.',
  *checkProgram(analysis) {
    const commands = commandsIn(analysis);
    const addresses = addressesIn(analysis);
    for (const runtime of RUNTIMES) {
      const brings = [...commands.map(({ text }) => text), ...addresses].find((text) =>
        runtime.source.test(text),
      );
      const start = brings === undefined ? undefined : commands.find(({ text }) => startsFile(text, runtime));
      if (start === undefined) continue;
      yield { offset: start.offset, message: `brings ${runtime.name}, and runs ${quote(start.text)}` };
    }
  },
  *checkCommand(command) {
    for (const runtime of RUNTIMES) {
      const found = runtime.source.exec(command.text);
      if (found === null || !startsFile(command.text, runtime)) continue;
      yield {
        offset: found.index,
        message: `brings ${runtime.name}, and runs a file with it`,
        ...severityIn(command),
      };
    }
  },
};

function addressesIn(analysis: Analysis): readonly string[] {
  const sent = outflowsOf(analysis).flatMap((outflow) => addressesOf(analysis, outflow));
  if (outflowsOf(analysis).length === 0) return [];
  const urls = analysis.program.strings.filter(({ value }) => /^https?:\/\/\S{4,300}$/.test(value));
  return [...sent, ...urls].map(({ value }) => value);
}

function startsFile(text: string, { program: own, name }: Runtime): boolean {
  return readPipelines(text).some(({ stages }) =>
    stages.some((words) => {
      const { program, args } = programOf(words);
      // The Node.js that runs already is no other runtime.
      const isPlain = name === 'node' && words.every((word) => !/[\\/]node(?:\.exe)?$/.test(word));
      if (!own.test(program) || isPlain) return false;
      // A program by its path, with arguments that are not known.
      if (words.length === 1) return /[\\/]/.test(words[0] ?? '');
      const file = args.find((word) => !SUBCOMMAND.test(word) && !word.startsWith('-'));
      return file !== undefined && FILE.test(file);
    }),
  );
}
