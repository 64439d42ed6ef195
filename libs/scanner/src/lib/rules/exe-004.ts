import { quote } from '../display-text.ts';
import { actionsOf, type Run } from '../javascript/actions.ts';
import { elementsOf } from '../javascript/decoded-texts.ts';
import { isTrue, optionOf } from '../javascript/options.ts';
import { offsetOf, plainKey, type Node } from '../javascript/node.ts';
import { runsAtLoad } from '../javascript/reach.ts';
import { sameValue } from '../javascript/same-value.ts';
import { textsOf } from '../javascript/texts.ts';
import { trace } from '../javascript/trace.ts';
import { codeIn } from '../plugin/inline-code.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

const STARTS = /^(?:spawn|fork|execFile)$/;
const RUNTIME = /(?:^|[\\/])(?:node|nodejs|bun|deno)(?:\.exe)?$/;
const OWN_FILE = /^\.[\\/].*|\.[cm]?js$/;
/** Ways of a shell to start something that nobody sees and that stays. */
const HIDDEN = [
  /\b(?:nohup|setsid|disown)\b/,
  /\bstart\s+(?:""\s+)?\/(?:b|min)\b/i,
  /\b(?:powershell|pwsh)\b[^\n]*\s-w(?:in(?:dowstyle)?)?\s+(?:hidden|1)\b/i,
  /\bStart-Process\b[^\n]*-WindowStyle\s+Hidden\b/i,
  /[^&>]&\s*$/,
];

const NO_WINDOW =
  /-w(?:in(?:dowstyle)?)?\s+["']?(?:hidden|1)\b|-Verb\s+["']?RunAs\b|\bstart\s+(?:""\s+)?\/(?:b|min)\b|\bwscript\b[^\n]*\/\/b\b/i;
const PROGRAM = /\.(?:exe|scr|bat|cmd|ps1|vbs|msi|hta)\b(?!-)/i;

export const EXE_004: Rule = {
  id: 'EXE-004',
  title: 'A hidden child that outlives its parent',
  severity: 'high',
  what: 'A child process is detached and without output, and it runs inline code, what was decoded or fetched, a file the same code wrote, or code of the plugin as soon as the plugin is loaded; or an install script leaves something in the background. A detached child that is only started on demand is medium.',
  why: 'The install ends, the terminal is free, and the payload goes on.',
  incident: 'Shai-Hulud 2.0 2025 (`bun_environment.js`, detached), haski 2024, rc and coa 2021 (`start /B`)',
  fix: 'Start helpers when the user asks for them, and end them with the process.',
  *checkProgram(analysis, file) {
    const isTool = analysis.program.source.startsWith('#!') && !file.runsAtInstall;
    for (const run of actionsOf(analysis).runs) {
      const window = file.runsAtInstall ? hiddenWindow(analysis, run) : undefined;
      if (window !== undefined)
        yield { offset: offsetOf(run.call.node), message: `starts ${quote(window)} at an install` };
      if (!isHidden(analysis, run)) continue;
      const offset = offsetOf(run.call.node);
      const what = payloadOf(analysis, run);
      if (what !== undefined) yield { offset, message: `starts a hidden child that runs ${what}` };
      else if (!isOwnCode(analysis, run)) continue;
      else if (!isTool && (file.runsAtInstall || runsAtLoad(analysis, run.call.node, true)))
        yield { offset, message: 'starts a hidden child as soon as it is loaded' };
      else yield { offset, message: 'starts a detached child without output', severity: 'medium' };
    }
  },
  *checkCommand({ runs, text }) {
    if (runs === 'manual') return;
    for (const pattern of HIDDEN) {
      const found = pattern.exec(text);
      if (found === null) continue;
      const message = `leaves something in the background: ${quote(found[0].trim())}`;
      yield { offset: found.index, message, ...(runs === 'install' ? {} : { severity: 'medium' }) };
    }
  },
};

/** The command of a child that has a window and shows none, or asks for the rights of an administrator. */
function hiddenWindow(analysis: Analysis, { command, args }: Run): string | undefined {
  const words = args === undefined ? [] : partsOf(analysis, args);
  const texts = textsOf(analysis, command).map(({ value }) => [value, ...words].join(' '));
  return texts.find((text) => NO_WINDOW.test(text) && PROGRAM.test(text));
}

function isHidden(analysis: Analysis, { call }: Run): boolean {
  if (!call.names.some((name) => STARTS.test(name.split('.').at(-1) ?? ''))) return false;
  const options = call.args.slice(1);
  if (!isTrue(optionOf(analysis, options, 'detached'))) return false;
  const stdio = optionOf(analysis, options, 'stdio');
  const streams = stdio === undefined ? [] : partsOf(analysis, stdio);
  const isLeft = isForgotten(analysis, call.node);
  // What writes to the terminal, or to its parent, is not hidden.
  if (streams.includes('inherit') || (streams.includes('pipe') && !isLeft)) return false;
  return streams.includes('ignore') || isTrue(optionOf(analysis, options, 'windowsHide')) || isLeft;
}

function partsOf(analysis: Analysis, node: Node): readonly string[] {
  return [node, ...(elementsOf(analysis, node) ?? [])].flatMap((part) =>
    textsOf(analysis, part).map(({ value }) => value),
  );
}

function isForgotten(analysis: Analysis, child: Node): boolean {
  return actionsOf(analysis).calls.some(
    ({ callee }) =>
      callee.type === 'MemberExpression' &&
      plainKey(callee.property, callee.computed) === 'unref' &&
      sameValue(analysis, child, [callee.object]),
  );
}

function payloadOf(analysis: Analysis, { command, args }: Run): string | undefined {
  const given = [command, ...(args === undefined ? [] : [args])];
  const words = args === undefined ? [] : (elementsOf(analysis, args) ?? []);
  const texts = words.map((word) => textsOf(analysis, word)[0]?.value ?? '');
  if (codeIn(texts).length > 0) return 'inline code';
  const kinds = ['decoded', 'fetched'] as const;
  const [label] = given.flatMap((node) => trace(analysis, node, { kinds, first: true }));
  if (label !== undefined) return label.kind === 'decoded' ? 'what was decoded' : 'what was fetched';
  const isWritten = actionsOf(analysis).writes.some(({ path }) => sameValue(analysis, path, given));
  return isWritten ? 'a file it wrote' : undefined;
}

function isOwnCode(analysis: Analysis, { call, command, args }: Run): boolean {
  if (call.names.includes('child_process.fork')) return true;
  if (textsOf(analysis, command).some(({ value }) => RUNTIME.test(value))) return true;
  return args !== undefined && partsOf(analysis, args).some((text) => OWN_FILE.test(text));
}
