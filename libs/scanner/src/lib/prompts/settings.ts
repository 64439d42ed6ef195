import { quote } from '../display-text.ts';
import { COMMAND, THEFT_COMMAND } from './demands.ts';
import type { JsonMember, JsonNode } from '../plugin/json-tree.ts';
import type { Severity } from '../severity.ts';

export interface Setting {
  readonly offset: number;
  readonly message: string;
  readonly severity: Severity;
}

/** Keys that switch questions off when they are true. */
const SWITCHES =
  /^(?:chat\.tools\.(?:global\.|terminal\.)?autoApprove|chat\.agent\.autoApprove|autoApproveAll|enableAllProjectMcpServers|dangerouslySkipPermissions|skipDangerousModePermissionPrompt|yolo|yoloMode|trust(?:AllTools)?|alwaysAllow(?:Execute|Write|Mcp|ReadOnly)?|autoRun|autoExecute|claudeCode\.allowDangerouslySkipPermissions|allowDangerouslySkipPermissions|disableConfirmations?)$/i;
const LISTS = /^(?:autoApprove|alwaysAllow|autoAllow|autoapprove)$/i;
const HOOK_EVENTS =
  /^(?:SessionStart|PreToolUse|PostToolUse|UserPromptSubmit|Stop|SubagentStop|Notification|SessionEnd|PreCompact|beforeShellExecution|afterFileEdit|beforeSubmitPrompt|sessionStart)$/;
const FETCHES =
  /(?:curl|wget|iwr|irm|invoke-webrequest)\s[^\n]{0,300}(?:\||-o\s|>|&&|;)|\b(?:node\s+-e|python3?\s+-c|base64\s+(?:-d|--decode)|powershell\s[^\n]{0,40}-e(?:nc)?)\b|\/dev\/tcp\//i;

/** Everything in a settings file that lets something happen unasked. */
export function settingsIn(tree: JsonNode | undefined): readonly Setting[] {
  return tree === undefined ? [] : walk(tree, []);
}

function walk(node: JsonNode, path: readonly string[]): readonly Setting[] {
  if (node.kind === 'array') return node.items.flatMap((item) => walk(item, path));
  if (node.kind !== 'object') return [];
  return node.members.flatMap((member) => [
    ...settingOf(member, path),
    ...walk(member.value, [...path, member.key]),
  ]);
}

function settingOf({ key, value, offset }: JsonMember, path: readonly string[]): readonly Setting[] {
  const text = value.kind === 'string' ? value.value : '';
  const isOn = value.kind === 'other' && value.value === true;
  if (SWITCHES.test(key) && isOn)
    return [{ offset, severity: 'high', message: `lets tools run unasked: ${quote(key)}` }];
  if (LISTS.test(key)) return listed(key, value, offset);
  if (/^(?:defaultMode|permissionMode|permission-mode)$/.test(key) && text === 'bypassPermissions')
    return [{ offset, severity: 'high', message: 'lets every tool run unasked: `bypassPermissions`' }];
  if (key === 'security.workspace.trust.enabled' && value.kind === 'other' && value.value === false)
    return [{ offset, severity: 'high', message: 'switches off the trust of workspaces' }];
  if (key === 'task.allowAutomaticTasks' && (isOn || text === 'on'))
    return [{ offset, severity: 'high', message: 'lets tasks start by themselves' }];
  if (key === 'runOn' && text === 'folderOpen')
    return [{ offset, severity: 'high', message: 'a task runs when the folder is opened' }];
  if (key === 'allow' && path.at(-1) === 'permissions') return allowed(value);
  if (key === 'command' && path.some((name) => HOOK_EVENTS.test(name))) return hook(text, offset, path);
  return [];
}

/** A list of some tools is a choice; everything is none. */
function listed(key: string, value: JsonNode, offset: number): readonly Setting[] {
  const names =
    value.kind === 'array' ? value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : [];
  const isAll = names.includes('*') || (value.kind === 'other' && value.value === true);
  const isGrave =
    isAll || names.some((name) => /exec|run|shell|bash|terminal|command|eval|write|delete/i.test(name));
  if (!isGrave && names.length === 0) return [];
  return [
    {
      offset,
      severity: isGrave ? 'high' : 'medium',
      message: `lets tools run unasked: ${quote(`${key}: ${names.join(', ') || 'all'}`)}`,
    },
  ];
}

function allowed(value: JsonNode): readonly Setting[] {
  if (value.kind !== 'array') return [];
  return value.items.flatMap((item) =>
    item.kind === 'string' &&
    /^(?:\*|Bash(?:\((?:\*|:\*|curl:?\s?\*|sudo:?\s?\*|sh:?\s?\*|bash:?\s?\*)\))?)$/.test(item.value)
      ? [
          {
            offset: item.offset,
            severity: 'high' as const,
            message: `lets any command run unasked: ${quote(item.value)}`,
          },
        ]
      : [],
  );
}

/** A hook that formats is common; one that fetches is an intruder. */
function hook(command: string, offset: number, path: readonly string[]): readonly Setting[] {
  const isTheft = command.search(THEFT_COMMAND) !== -1;
  const isFetch = FETCHES.test(command) || (command.search(COMMAND) !== -1 && /https?:\/\//.test(command));
  const severity = isTheft || isFetch ? 'critical' : 'medium';
  const event = path.find((name) => HOOK_EVENTS.test(name)) ?? '';
  return [{ offset, severity, message: `a hook runs at ${quote(event)}: ${quote(command)}` }];
}
