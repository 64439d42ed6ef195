import { actionsOf, type Actions } from '../javascript/actions.ts';
import { hitOf } from '../javascript/flow-steps.ts';
import { namesOf } from '../javascript/names.ts';
import { plainKey, type Node } from '../javascript/node.ts';
import { sameValue } from '../javascript/same-value.ts';
import { textsOf } from '../javascript/texts.ts';
import { trace } from '../javascript/trace.ts';
import { quote } from '../display-text.ts';
import { programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Label } from '../javascript/label.ts';
import type { Rule } from '../rule.ts';

const RUNNABLE = /\.(?:exe|scr|bat|cmd|ps1|vbs|sh|msi|dll)$/i;
const CHMOD = /^fs\.(?:chmod|fchmod)(?:Sync)?$/;

export const EXE_003: Rule = {
  id: 'EXE-003',
  title: 'Downloads a program and runs it',
  severity: 'critical',
  what: 'One file, or one shell script, fetches something, writes it to disk, makes it executable (or names it so) and starts that very file.',
  why: 'The program that runs is not in the package that was reviewed.',
  incident: 'ua-parser-js 2021, the loaders of rc and coa 2021',
  fix: 'Ship the program in a plugin of its own. Installers of binaries that do this on purpose can be allowed by name, version and sha256.',
  *checkProgram(analysis) {
    const actions = actionsOf(analysis);
    for (const { path, node, label } of downloads(analysis, actions)) {
      if (!isMadeRunnable(analysis, actions, path)) continue;
      const run = actions.runs.find(({ command, args }) => sameValue(analysis, path, [command, args]));
      if (run !== undefined) {
        yield hitOf(analysis, label, { node, message: 'writes what it fetched to a file, and runs it' });
      }
    }
  },
  *checkCommand(command) {
    const files = new Set<string>();
    const runnable = new Set<string>();
    for (const { stages, offset } of readPipelines(command.text)) {
      for (const words of stages) {
        const { program, args } = programOf(words);
        const started = [words[0] ?? '', ...(program === 'sh' || program === 'bash' ? args : [])].map(
          plainPath,
        );
        const run = started.find(
          (file) => files.has(file) && (runnable.has(file) || RUNNABLE.test(file) || file !== started[0]),
        );
        if (run !== undefined) {
          yield { offset, message: `downloads ${quote(run)} and runs it`, ...severityIn(command) };
        }
        for (const file of downloaded(program, words)) files.add(plainPath(file));
        if (program === 'chmod') for (const file of args.slice(1)) runnable.add(plainPath(file));
      }
    }
  },
};

interface Download {
  readonly path: Node;
  readonly node: Node;
  readonly label: Label;
}

function* downloads(analysis: Analysis, { writes, calls }: Actions): Iterable<Download> {
  for (const { path, data, call } of writes) {
    const label = data === undefined ? undefined : fetched(analysis, data);
    if (label !== undefined) yield { path, node: call.node, label };
  }
  if (!writes.some(({ call }) => call.names.some((name) => name === 'fs.createWriteStream'))) return;
  for (const { node, callee, args } of calls) {
    const [first, second] = args;
    const isPipe =
      callee.type === 'MemberExpression' && plainKey(callee.property, callee.computed) === 'pipe';
    const from = isPipe ? callee.object : first;
    const to = isPipe ? first : args.at(-1) === first ? undefined : (second ?? args.at(-1));
    if (from === undefined || to === undefined) continue;
    const opened = writes.find(
      (write) =>
        namesOf(analysis, to).includes('fs.createWriteStream()') &&
        sameValue(analysis, write.call.node, [to]),
    );
    const label = opened === undefined ? undefined : fetched(analysis, from);
    if (opened !== undefined && label !== undefined) yield { path: opened.path, node, label };
  }
}

function fetched(analysis: Analysis, node: Node): Label | undefined {
  return trace(analysis, node, { kinds: ['fetched'], first: true })[0];
}

function isMadeRunnable(analysis: Analysis, { calls, writes }: Actions, path: Node): boolean {
  if (textsOf(analysis, path).some(({ value }) => RUNNABLE.test(value))) return true;
  const isChanged = calls.some(({ names, args: [file, mode] }) => {
    const isChmod = file !== undefined && names.some((name) => CHMOD.test(name));
    return isChmod && isRunnableMode(analysis, mode) && sameValue(analysis, path, [file]);
  });
  const isOpened = writes.some(({ call, path: written }) => {
    const options = call.args.at(-1);
    return (
      written === path &&
      options?.type === 'ObjectExpression' &&
      options.properties.some(
        (property) =>
          property.type === 'Property' &&
          plainKey(property.key, property.computed) === 'mode' &&
          isRunnableMode(analysis, property.value),
      )
    );
  });
  return isChanged || isOpened;
}

function isRunnableMode(analysis: Analysis, mode: Node | undefined): boolean {
  if (mode === undefined) return false;
  const [text] = textsOf(analysis, mode);
  if (text === undefined) return true;
  const isOctal = mode.type === 'Literal' && typeof mode.value === 'string';
  return ((isOctal ? Number.parseInt(text.value, 8) : Number(text.value)) & 0o111) !== 0;
}

function downloaded(program: string, words: readonly string[]): readonly string[] {
  if (!/^(?:curl|wget|iwr|invoke-webrequest|certutil|aria2c)$/.test(program)) return [];
  const named = words.flatMap((word, index) => {
    if (/^(?:-o|-O|--output|--output-document|-OutFile|>)$/i.test(word) && word !== '-O')
      return [words[index + 1] ?? ''];
    if (word === '-O' && program === 'wget') return [words[index + 1] ?? ''];
    return /^(?:--output=|>)(.+)/.exec(word)?.slice(1) ?? [];
  });
  const url = words.find((word) => /^https?:/.test(word)) ?? '';
  const isLast = program === 'certutil' ? [words.at(-1) ?? ''] : [];
  return named.length > 0
    ? named
    : [...isLast, url.split(/[?#]/)[0]?.split('/').at(-1) ?? ''].filter((name) => name !== '');
}

function plainPath(path: string): string {
  return path.replace(/^(?:\.[\\/])+/, '').replaceAll('\\', '/');
}
