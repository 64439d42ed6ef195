import { quote } from '../display-text.ts';
import { offsetOf } from '../javascript/node.ts';
import { writtenPaths } from '../javascript/written-paths.ts';
import { severityIn } from './command-severity.ts';
import type { Rule } from '../rule.ts';

const WORKFLOW = /(?:^|\/)\.(?:github\/workflows\/|gitlab-ci\.yml$|circleci\/config\.yml$)/;
const HOOK = /(?:^|\/)\.git\/(?:hooks\/|config$)/;
const RUNNER = /\bconfig\.(?:sh|cmd)\b[^\n]*--url\s+https:\/\/github\.com\/\S+[^\n]*--token\b/;

export const PER_003: Rule = {
  id: 'PER-003',
  title: 'Reaches into the build',
  severity: 'critical',
  what: 'Writes a CI workflow, a git hook (high) or the git configuration, or registers a runner.',
  why: 'From there it runs on other machines, with the secrets of the repository.',
  incident: 'Shai-Hulud 2025 (shai-hulud-workflow.yml, self-hosted runner SHA1HULUD)',
  fix: 'Show people the file to add. A tool made for writing it can be allowed by name, version and sha256.',
  *checkProgram(analysis) {
    for (const { path, node } of writtenPaths(analysis)) {
      if (WORKFLOW.test(path)) yield { offset: offsetOf(node), message: `writes ${quote(path)}` };
      else if (HOOK.test(path))
        yield { offset: offsetOf(node), message: `writes ${quote(path)}`, severity: 'high' };
    }
  },
  *checkCommand(command) {
    const found = RUNNER.exec(command.text);
    if (found === null) return;
    yield { offset: found.index, message: `registers a runner: ${quote(found[0])}`, ...severityIn(command) };
  },
};
