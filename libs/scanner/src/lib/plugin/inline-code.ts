import { programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';

const RUNTIMES = new Set(['node', 'nodejs', 'bun', 'deno', 'electron']);
const EVAL_FLAGS = /^(?:-e|-p|-pe|-pe|--eval|--print|eval)$/;

/** The JavaScript that a command hands to a runtime inline, as in `node -e "..."`. */
export function inlineCodeOf(command: string): readonly string[] {
  return readPipelines(command).flatMap(({ stages }) =>
    stages.flatMap((words) => {
      const { program, args } = programOf(words);
      return RUNTIMES.has(program) ? codeIn(args) : [];
    }),
  );
}

/** The same for a program and a list of arguments, as `spawn` takes them. */
export function codeIn(args: readonly string[]): readonly string[] {
  return args.flatMap((word, index) => {
    if (EVAL_FLAGS.test(word)) return [args[index + 1] ?? ''];
    const joined = /^--(?:eval|print)=(.*)$/s.exec(word)?.[1];
    return joined === undefined ? [] : [joined];
  });
}
