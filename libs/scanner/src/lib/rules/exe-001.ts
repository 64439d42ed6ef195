import { quote } from '../display-text.ts';
import { FETCHERS, INTERPRETERS, programOf } from '../shell/programs.ts';
import { readPipelines, type Pipeline, type Words } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import type { Rule } from '../rule.ts';

const FETCH_INSIDE = /^(?:\$\(|`|<\()\s*(?:curl|wget|fetch)\b/;
const POWERSHELL_FETCH =
  /\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|downloadfile|net\.webclient|curl|wget)\b/i;
const POWERSHELL_RUN = /\b(?:iex|invoke-expression|start-process)\b/i;
const ENCODED = /^-e(?:nc|ncodedcommand|c)?$/i;

export const EXE_001: Rule = {
  id: 'EXE-001',
  title: 'A command fetches and runs',
  severity: 'critical',
  what: 'A command pipes a download into an interpreter, evaluates it, runs a script from a URL, or hands PowerShell encoded code. Where only a person could start the command, it is medium.',
  why: 'What runs is chosen by somebody else, at the moment it runs, for each victim anew.',
  incident: 'ua-parser-js 2021, rc and coa 2021, Shai-Hulud 2.0 (`curl ... bun.sh/install | bash`)',
  fix: 'Ship what is run, or fetch it by hash.',
  *checkCommand(command) {
    for (const pipeline of readPipelines(command.text)) {
      if (!fetchesAndRuns(pipeline)) continue;
      const text = pipeline.stages.map((words) => words.join(' ')).join(' | ');
      yield { offset: pipeline.offset, message: `fetches and runs: ${quote(text)}`, ...severityIn(command) };
    }
  },
};

function fetchesAndRuns({ stages }: Pipeline): boolean {
  const programs = stages.map((words) => programOf(words).program);
  const fetcher = programs.findIndex((program) => FETCHERS.has(program));
  const isPiped = fetcher !== -1 && programs.slice(fetcher + 1).some((program) => INTERPRETERS.has(program));
  return isPiped || stages.some(runsFetched) || isPowerShell(stages);
}

function runsFetched(words: Words): boolean {
  const { program, args } = programOf(words);
  const takesCode =
    INTERPRETERS.has(program) || program === 'eval' || program === 'source' || program === '.';
  if (takesCode && args.some((word) => FETCH_INSIDE.test(word))) return true;
  const [first = '', second = ''] = args.filter((word) => !word.startsWith('-'));
  if (program === 'mshta') return /^https?:/i.test(first);
  if (program === 'regsvr32') return args.some((word) => /^[/-]i:https?:/i.test(word));
  if (program === 'deno' || program === 'bun') return first === 'run' && /^https?:/i.test(second);
  return false;
}

function isPowerShell(stages: readonly Words[]): boolean {
  const words = stages.flat();
  const text = words.join(' ');
  const isStarted = stages.some((stage) => /^(?:powershell|pwsh)$/.test(programOf(stage).program));
  const hasCode = words.some(
    (word, index) => ENCODED.test(word) && /^[A-Za-z0-9+/=]{24,}$/.test(words[index + 1] ?? ''),
  );
  if (isStarted && hasCode) return true;
  return (
    POWERSHELL_FETCH.test(text) &&
    POWERSHELL_RUN.test(text) &&
    (isStarted || /\b(?:iex|invoke-expression)\b/i.test(text))
  );
}
