import { hitOf } from '../javascript/flow-steps.ts';
import { labelsOf, labelsOfPayload, outflowsOf, type Outflow } from '../javascript/outflows.ts';
import { FETCHERS, programOf } from '../shell/programs.ts';
import { readPipelines, type Pipeline } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Hit, Rule } from '../rule.ts';

const SENDERS = new Set([...FETCHERS, 'nc', 'ncat', 'netcat']);
const ENVIRONMENT = /^(?:env|printenv|set|export)$/;

export const EXF_001: Rule = {
  id: 'EXF-001',
  title: 'The whole environment leaves the machine',
  severity: 'critical',
  what: '`process.env` as a whole, or a copy, encoding or list of it, reaches a network call or a fetcher.',
  why: 'The environment of a build holds every token the build has. No feature needs all of it elsewhere.',
  incident: 'Shai-Hulud 2025, the dependency-confusion packages since 2021',
  fix: 'Send the variables that are needed, by name.',
  *checkProgram(analysis) {
    for (const outflow of outflowsOf(analysis)) {
      const label = labelsOf(analysis, outflow).find(({ kind }) => kind === 'environment');
      if (label === undefined) continue;
      const hit = hitOf(analysis, label, { node: outflow.node, message: 'sends the whole environment' });
      yield isLookedThrough(analysis, outflow, hit) ? { ...hit, severity: 'medium' } : hit;
    }
  },
  *checkCommand(command) {
    for (const pipeline of readPipelines(command.text)) {
      if (!sendsEnvironment(pipeline)) continue;
      yield { offset: pipeline.offset, message: 'sends the whole environment', ...severityIn(command) };
    }
  },
};

/**
 * What comes from another file and leaves as the credential of a request alone is most often one variable that was
 * looked for among all of them.
 */
function isLookedThrough(analysis: Analysis, outflow: Outflow, { flow = [] }: Hit): boolean {
  if (new Set(flow.map(({ path }) => path)).size <= 1) return false;
  return !labelsOfPayload(analysis, outflow).some(({ kind }) => kind === 'environment');
}

function sendsEnvironment({ stages }: Pipeline): boolean {
  const programs = stages.map((words) => ({ words, ...programOf(words) }));
  const sender = programs.findIndex(({ program }) => SENDERS.has(program));
  if (sender === -1) return false;
  const piped = programs
    .slice(0, sender)
    .some(({ words }) => words.length === 1 && ENVIRONMENT.test(words[0] ?? ''));
  const inArgs = programs[sender]?.args.some((word) =>
    /\$\(\s*(?:env|printenv|export|set)\s*(?:\||\))|`\s*(?:env|printenv)\b/.test(word),
  );
  return piped || inArgs === true;
}
