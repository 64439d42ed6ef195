import { trace } from '../javascript/trace.ts';
import { offsetOf, plainKey, type Node } from '../javascript/node.ts';
import { readJsonWithComments } from '../plugin/json-with-comments.ts';
import { isSample } from '../prompts/audience.ts';
import { claimsOf } from '../prompts/claims.ts';
import { shadowsIn } from '../prompts/shadowing.ts';
import { docstringsOf, isToolJson, toolTextsIn, toolTextsOf, type ToolText } from '../prompts/tool-texts.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Hit, Rule } from '../rule.ts';

export const PRM_003: Rule = {
  id: 'PRM-003',
  title: 'A tool description gives orders',
  severity: 'critical',
  what: 'What a server tells agents of a tool or a parameter has secrets or the conversation handed over, keeps something from the user, steers other tools (`when send_email is called, always bcc`), or is set anew from what was fetched.',
  why: 'The descriptions of all tools stand side by side in the mind of an agent: one server can have another one misused, and nobody reads them twice.',
  incident: 'MCP tool poisoning and shadowing 2025, postmark-mcp 2025 (a bcc to every mail)',
  fix: 'Describe what the tool does and what its parameters mean; leave other tools and the files of the user alone.',
  *checkFile(file) {
    if (file.path.endsWith('.py')) yield* hitsIn(docstringsOf(file.text()), file.path);
    else if (file.kind === 'json' && isToolJson(file.path, file.text()))
      yield* hitsIn(toolTextsIn(readJsonWithComments(file.text())), file.path);
  },
  *checkProgram(analysis, file) {
    yield* hitsIn(toolTextsOf(analysis), file.path);
    yield* changedDescriptions(analysis);
  },
};

function hitsIn(texts: readonly ToolText[], path: string): readonly Hit[] {
  return texts.flatMap(({ text, at }) =>
    [...claimsOf(text, 'tool'), ...shadowsIn(text)].map(({ offset, message, severity }) => ({
      offset: at(offset),
      message,
      severity: isSample(path) && severity !== 'low' ? 'medium' : severity,
    })),
  );
}

/** A description that comes from the network is another one tomorrow. */
function* changedDescriptions(analysis: Analysis): Iterable<Hit> {
  for (const { left, right } of analysis.program.assignments) {
    if (!isDescription(left) || trace(analysis, right, { kinds: ['fetched'], first: true }).length === 0)
      continue;
    yield { offset: offsetOf(left), severity: 'medium', message: 'a description is set to what was fetched' };
  }
}

function isDescription(target: Node): boolean {
  return target.type === 'MemberExpression' && plainKey(target.property, target.computed) === 'description';
}
