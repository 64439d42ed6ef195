import { quote } from '../display-text.ts';
import { readJsonWithComments } from '../plugin/json-with-comments.ts';
import { isSample } from '../prompts/audience.ts';
import { unaskedFlags } from '../prompts/agent-programs.ts';
import { settingsIn, type Setting } from '../prompts/settings.ts';
import { severityIn } from './command-severity.ts';
import type { Hit, Rule } from '../rule.ts';

/** What editors and agents read their settings from. */
const PLACES =
  /(?:^|\/)(?:[\w.-]*mcp[\w.-]*\.jsonc?|claude_desktop_config\.json|settings(?:\.local)?\.jsonc?|tasks\.json|hooks\.jsonc?|plugin\.json|config\.json|\.roomodes|gemini-extension\.json|opencode\.jsonc?|[\w-]+\.code-workspace|\.claude\.json)$/i;
const AGENT_PLACE =
  /(?:^|\/)(?:\.(?:claude|cursor|vscode|gemini|codex|roo|kiro|windsurf|clinerules|claude-plugin|amazonq|continue)|hooks)\/|mcp|claude|opencode|\.code-workspace$|plugin\.json$|gemini/i;
const TOML =
  /^\s{0,10}(?:approval_policy\s{0,4}=\s{0,4}["']never["']|sandbox_mode\s{0,4}=\s{0,4}["']danger-full-access["'])/gm;
const LINE = /\b(?:claude|gemini|q|codex|cursor-agent|copilot|aider|opencode|qwen)\s[^\n]{0,300}/g;

export const PRM_004: Rule = {
  id: 'PRM-004',
  title: 'Switches off what an agent or an editor asks',
  severity: 'high',
  what: 'A settings file lets tools run unasked (`autoApprove`, `chat.tools.autoApprove`, `bypassPermissions`, `alwaysAllow`, `enableAllProjectMcpServers`), runs a command by itself (a hook, a task with `runOn: folderOpen`), or switches off the trust of a workspace; or a command starts an agent with its questions switched off.',
  why: 'The question is the last thing between an instruction somewhere in a file and its execution.',
  incident:
    's1ngularity 2025 (`claude --dangerously-skip-permissions`, `gemini --yolo`), CVE-2025-53773, CVE-2025-54136',
  fix: 'Leave the choice to whoever works with it. Tell in the README which tools are safe to allow.',
  *checkFile(file) {
    const { path } = file;
    const isSetting = PLACES.test(path) && AGENT_PLACE.test(path);
    if (!isSetting && !/(?:^|\/)\.codex\/config\.toml$/.test(path)) return;
    const text = file.text();
    const found = isSetting ? settingsIn(readJsonWithComments(text)).map(toHit) : tomlSettings(text);
    for (const hit of found) yield isSample(path) ? { ...hit, severity: 'medium' } : hit;
  },
  *checkProgram({ program }) {
    for (const { value, node } of program.strings) {
      if (value.length > 4000) continue;
      for (const [line] of value.matchAll(LINE)) {
        for (const flag of unaskedFlags(line))
          yield {
            offset: node.start ?? 0,
            severity: 'medium',
            message: `speaks of an agent that does not ask: ${quote(flag)}`,
          };
      }
    }
  },
  *checkCommand(command) {
    for (const flag of unaskedFlags(command.text))
      yield {
        severity: 'critical',
        message: `starts an agent that does not ask: ${quote(flag)}`,
        ...severityIn(command),
      };
  },
};

function toHit({ offset, message, severity }: Setting): Hit {
  return { offset, message, severity };
}

function tomlSettings(text: string): readonly Hit[] {
  return [...text.matchAll(TOML)].map(({ index, 0: line }) => ({
    offset: index,
    message: `runs tools unasked: ${quote(line.trim())}`,
  }));
}
