import { quote } from '../display-text.ts';
import { actionsOf } from '../javascript/actions.ts';
import { offsetOf } from '../javascript/node.ts';
import { writtenPaths } from '../javascript/written-paths.ts';
import { severityIn } from './command-severity.ts';
import { severityAsked } from './unasked.ts';
import type { Rule } from '../rule.ts';

const PLACES =
  /(?:^|\/)(?:\.claude(?:\.json$|\/)|CLAUDE\.md$|\.cursorrules$|\.cursor\/|\.vscode\/(?:tasks|settings|extensions|launch)\.json$|\.gemini\/|GEMINI\.md$|\.codex\/|AGENTS\.md$|\.windsurfrules$|\.windsurf\/|\.continue\/|\.github\/copilot-instructions\.md$|\.mcp\.json$|mcp\.json$|claude_desktop_config\.json$)/;

/** What stands there starts nothing by itself; tools that set up an editor write it. */
const ASKED = /\.vscode\/(?:settings|extensions|launch)\.json$/;

/** Flags that let an agent act without asking. */
const UNASKED =
  /(?:^|\s)(?:--dangerously-skip-permissions|--dangerously-bypass-approvals-and-sandbox|--yolo|--trust-all-tools)(?:\s|$)/;

export const PER_002: Rule = {
  id: 'PER-002',
  title: 'Reaches into AI agents or the editor',
  severity: 'critical',
  what: 'Writes the configuration or instructions of an AI agent or an editor (`.claude`, `CLAUDE.md`, `.cursorrules`, `mcp.json`, `.vscode/tasks.json` ...), or starts an agent with its questions switched off. What a tool writes when it is asked to is medium.',
  why: 'What stands there runs, or is obeyed, when the folder is next opened, with all the rights of the developer.',
  incident: 's1ngularity 2025, TrapDoor 2026',
  fix: 'Tell people what to put into their configuration. A tool made for writing it can be allowed by name, version and sha256.',
  *checkProgram(analysis, file) {
    for (const { path, node } of writtenPaths(analysis)) {
      if (!PLACES.test(path)) continue;
      yield {
        offset: offsetOf(node),
        message: `writes ${quote(path)}`,
        ...(ASKED.test(path) ? { severity: 'medium' } : severityAsked(analysis, file, node)),
      };
    }
    if (actionsOf(analysis).runs.length === 0) return;
    for (const { value, node } of analysis.program.strings) {
      if (value.length < 1000 && UNASKED.test(value)) {
        yield { offset: offsetOf(node), message: `starts an agent that does not ask: ${quote(value)}` };
      }
    }
  },
  *checkCommand(command) {
    const found = UNASKED.exec(command.text);
    if (found === null) return;
    yield {
      offset: found.index,
      message: `starts an agent that does not ask: ${quote(found[0].trim())}`,
      ...severityIn(command),
    };
  },
};
