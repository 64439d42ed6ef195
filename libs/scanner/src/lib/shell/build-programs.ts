import { codeIn } from '../plugin/inline-code.ts';
import { programOf, SHELLS } from './programs.ts';
import { readOutermost, type Words } from './statements.ts';

/** Programs that only tell something about the machine or shape the text of another. */
const TELLING = new Set(
  (
    'pkg-config pkgconf echo printf true false test [ uname which where xcrun xcode-select getconf ldconfig readelf c++filt ' +
    'grep egrep fgrep cut tr head tail sort uniq dirname basename realpath readlink pwd cd ls brew gcc g++ cc c++ clang ' +
    'clang++ fi done set rem ver'
  ).split(' '),
);
const SUBSTITUTION = /^s([^\w\s]).*\1.*\1[gip0-9]*$/;
const RUNTIMES = new Set(['node', 'nodejs']);
/** JavaScript that does more than look at its own process and packages. */
const REACHING =
  /child_process|\bexec\w*\b|\bspawn\w*\b|\beval\b|\bFunction\b|\bfetch\b|https?:|['"`](?:node:)?(?:https?|http2|net|dns|dgram|tls|vm|worker_threads)['"`/]|\batob\b|\bBuffer\b|fromCharCode|\bimport\s*\(|\bbinding\b|(?<!stdout\.)\b(?:write|append|copy|rename|rm|unlink|chmod)\w*\s*\(|\\[xu]|\[\s*['"`]|\.(?:png|jpe?g|gif|ico|svg|txt|dat|bin|md|log|woff2?|ttf|map)['"`]/;
/** Nobody asks for the output of a command to throw it away. */
const SILENCED = /(?:^|[^\d])1?>\s*(?:\/dev\/null|nul\b)|&>\s*\/dev\/null|&\s*$/i;
const WITHIN = /\$\(([^()]*)\)|`([^`]*)`/g;
const MAX_NESTING = 3;

/**
 * What a command of a native build does beyond telling about the machine; `undefined` if it does not. `isOwn` tells
 * whether the plugin holds a file of that name, which is looked at as what it is.
 */
export function buildReason(
  command: string,
  isOwn: (name: string) => boolean,
  nesting = 0,
): string | undefined {
  if (SILENCED.test(command)) return 'throws its output away';
  if (nesting > MAX_NESTING) return 'hides commands in commands';
  const reasons = readOutermost(command).flatMap(({ stages }) =>
    stages.map((words) => reasonOf(words, isOwn, nesting) ?? reasonWithin(words, isOwn, nesting)),
  );
  return reasons.find((reason) => reason !== undefined);
}

function reasonOf(words: Words, isOwn: (name: string) => boolean, nesting: number): string | undefined {
  const { program, args } = programOf(words);
  if (program === '' || TELLING.has(program) || program.endsWith('-config')) return undefined;
  if (program === 'sed') return args.every(isTame) ? undefined : 'runs a program of sed';
  if (program === 'git') return /^(?:describe|rev-parse)$/.test(args[0] ?? '') ? undefined : 'runs git';
  if (RUNTIMES.has(program)) return reasonOfNode(args, isOwn);
  const inline = args.findIndex((word) => /^(?:-c|\/c)$/i.test(word));
  if (SHELLS.has(program) && inline !== -1)
    return buildReason(args.slice(inline + 1).join(' '), isOwn, nesting + 1);
  const script = SHELLS.has(program) ? args[0] : words.find((word) => /\.(?:sh|bat|cmd)$/i.test(word));
  return script !== undefined && isOwn(script) ? undefined : `runs ${program}`;
}

function reasonWithin(words: Words, isOwn: (name: string) => boolean, nesting: number): string | undefined {
  if (RUNTIMES.has(programOf(words).program)) return undefined;
  const inner = words.flatMap((word) =>
    [...word.matchAll(WITHIN)].map(([, dollar, tick]) => dollar ?? tick ?? ''),
  );
  const reasons = inner.map((command) => buildReason(command, isOwn, nesting + 1));
  return reasons.find((reason) => reason !== undefined);
}

function isTame(word: string): boolean {
  return word.startsWith('-') ? /^-[enrE]+$/.test(word) : SUBSTITUTION.test(word);
}

/** Whether code given on a command line does more than look at its own process and at files of its package. */
export function reachesOut(code: string): boolean {
  return REACHING.test(code);
}

function reasonOfNode(args: readonly string[], isOwn: (name: string) => boolean): string | undefined {
  const codes = codeIn(args);
  if (codes.length > 0) return codes.some(reachesOut) ? 'holds code that does more than look' : undefined;
  const file = args.find((word) => !word.startsWith('-'));
  if (file === undefined) return 'runs node with what it is given';
  return isOwn(file) ? undefined : 'runs a file that is no JavaScript of the plugin';
}
