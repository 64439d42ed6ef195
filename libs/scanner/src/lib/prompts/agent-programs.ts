import { programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';

/** The command lines that start an agent. */
const AGENTS = new Set([
  'claude',
  'gemini',
  'q',
  'codex',
  'cursor-agent',
  'copilot',
  'aider',
  'opencode',
  'qwen',
  'amp',
  'goose',
  'crush',
  'kiro-cli',
  'droid',
]);
const FLAGS = new Set([
  '--dangerously-skip-permissions',
  '--dangerously-bypass-approvals-and-sandbox',
  '--yolo',
  '--trust-all-tools',
  '--full-auto',
  '--yes-always',
  '--allow-all-tools',
  '--dangerously-allow-all',
  '--skip-permissions-unsafe',
]);
const PAIRS: readonly (readonly [flag: RegExp, value: RegExp])[] = [
  [/^(?:-a|--ask-for-approval)$/, /^never$/],
  [/^--permission-mode$/, /^bypassPermissions$/],
  [/^--approval-mode$/, /^(?:yolo|auto_edit)$/],
  [/^(?:-s|--sandbox)$/, /^danger-full-access$/],
];

/** The flags with which a command starts an agent that asks nothing. */
export function unaskedFlags(command: string): readonly string[] {
  return readPipelines(command).flatMap(({ stages }) =>
    stages.flatMap((words) => {
      const { program, args } = programOf(words);
      const isAgent =
        AGENTS.has(program) ||
        words.some((word) =>
          /^@(?:anthropic-ai\/claude-code|google\/gemini-cli|openai\/codex)(?:@|$)/.test(word),
        );
      return isAgent ? flagsIn(args) : [];
    }),
  );
}

/** The same in a list of arguments. */
export function flagsIn(args: readonly string[]): readonly string[] {
  return args.flatMap((word, index) => {
    if (FLAGS.has(word)) return [word];
    const [flag = '', value = args[index + 1] ?? ''] = word.split('=', 2);
    return PAIRS.some(([name, setting]) => name.test(flag) && setting.test(value))
      ? [`${flag} ${value}`]
      : [];
  });
}
