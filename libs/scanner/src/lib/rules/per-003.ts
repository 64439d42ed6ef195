import { quote } from '../display-text.ts';
import { offsetOf } from '../javascript/node.ts';
import { writtenPaths } from '../javascript/written-paths.ts';
import { severityIn } from './command-severity.ts';
import { severityAsked } from './unasked.ts';
import type { Rule } from '../rule.ts';

const WORKFLOW = /(?:^|\/)\.(?:github\/workflows\/|gitlab-ci\.yml$|circleci\/config\.yml$)/;
const HOOK = /(?:^|\/)\.git\/(?:hooks\/|config$)/;
const RUNNER = /\bconfig\.(?:sh|cmd)\b[^\n]*--url\s+https:\/\/github\.com\/\S+[^\n]*--token\b/;

export const PER_003: Rule = {
  id: 'PER-003',
  title: 'Reaches into the build',
  severity: 'critical',
  what: 'Writes a CI workflow, a git hook (high) or the git configuration, or registers a runner; medium where a tool writes it when it is asked to.',
  why: 'From there it runs on other machines, with the secrets of the repository.',
  incident: 'Shai-Hulud 2025 (shai-hulud-workflow.yml, self-hosted runner SHA1HULUD)',
  fix: 'Show people the file to add. A tool made for writing it can be allowed by name, version and sha256.',
  *checkProgram(analysis, file) {
    for (const { path, node } of writtenPaths(analysis)) {
      const hit = { offset: offsetOf(node), message: `writes ${quote(path)}` };
      if (WORKFLOW.test(path)) yield { ...hit, ...severityAsked(analysis, file, node) };
      else if (HOOK.test(path)) yield { ...hit, severity: 'high', ...severityAsked(analysis, file, node) };
    }
  },
  *checkCommand(command) {
    const found = RUNNER.exec(command.text);
    if (found === null) return;
    yield { offset: found.index, message: `registers a runner: ${quote(found[0])}`, ...severityIn(command) };
  },
};
