import { quote } from '../display-text.ts';
import { hitOf } from '../javascript/flow-steps.ts';
import { labelsOf, outflowsOf } from '../javascript/outflows.ts';
import { isCredentialFile } from '../javascript/secrets.ts';
import { FETCHERS, programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import type { Rule } from '../rule.ts';

const SENDERS = new Set([...FETCHERS, 'nc', 'ncat', 'netcat', 'scp', 'rsync']);

export const EXF_003: Rule = {
  id: 'EXF-003',
  title: 'A credential file leaves the machine',
  severity: 'critical',
  what: 'What was read from `.npmrc`, `.ssh`, `.aws`, `.kube`, a browser profile, a keychain or a wallet reaches a network call or a fetcher.',
  why: 'Reading such a file may be honest; sending it is not.',
  incident: 'eslint-scope 2018 (.npmrc), Shai-Hulud 2025, s1ngularity 2025',
  fix: 'Use the credential where it is; do not send the file.',
  *checkProgram(analysis) {
    for (const outflow of outflowsOf(analysis)) {
      for (const label of labelsOf(analysis, outflow)) {
        const message = `sends the content of ${quote(label.detail)}`;
        if (label.kind === 'credential') yield hitOf(analysis, label, { node: outflow.node, message });
      }
    }
  },
  *checkCommand(command) {
    for (const { stages, offset } of readPipelines(command.text)) {
      if (!stages.some((words) => SENDERS.has(programOf(words).program))) continue;
      const file = stages.flat().flatMap(pathsIn).find(isCredentialFile);
      if (file === undefined) continue;
      yield { offset, message: `sends the content of ${quote(file)}`, ...severityIn(command) };
    }
  },
};

/** `-F f=@$HOME/.npmrc`, `$(cat ~/.npmrc)` and `~/.npmrc` all hold `~/.npmrc`. */
function pathsIn(word: string): readonly string[] {
  const parts = word
    .replaceAll(/\$(?:HOME|\{HOME\}|env:USERPROFILE)|%USERPROFILE%/gi, '~')
    .split(/[\s=@()`'"<>;,]+/);
  return parts.filter((part) => /[/~.]/.test(part));
}
