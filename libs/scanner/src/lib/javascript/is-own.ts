import { toInvocation } from './invocation.ts';
import { namesOf } from './names.ts';
import { originsOf } from './origins.ts';
import { addressesOf, hostOf } from './outflows.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { Label } from './label.ts';

/** Shorter texts are names of encodings and separators. */
const LEAST_TEXT = 4;

/** Whether the code itself says what it decodes, or from where it fetches; else only a caller can. */
export function isOwn(analysis: Analysis, { kind, node }: Label, least = LEAST_TEXT): boolean {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  const [target] = toInvocation(node).args;
  if (target === undefined) return false;
  if (kind === 'decoded') return textsOf(analysis, target).some(({ value }) => value.length >= least);
  const outflow = { node, target, payload: [], isLookup: false };
  return addressesOf(analysis, outflow).some((address) => hostOf(address) !== undefined);
}

/** What is handed through more places than these is the program's own. */
const MAX_PLACES = 16;

/** Whether what is decoded comes from the command line, as what a program tells its own child does. */
export function isFromCommandLine(analysis: Analysis, { node }: Label): boolean {
  const open = [node];
  // It grows while it is read.
  for (const at of open) {
    if (open.length > MAX_PLACES) return false;
    for (const origin of originsOf(analysis, at)) {
      if (namesOf(analysis, origin).some((name) => name.startsWith('process.argv'))) return true;
      if (origin.type !== 'CallExpression' && origin.type !== 'NewExpression') continue;
      const { callee, args } = toInvocation(origin);
      const receiver = callee.type === 'MemberExpression' ? [callee.object] : [];
      open.push(...[...receiver, ...args.slice(0, 1)].filter((from) => !open.includes(from)));
    }
  }
  return false;
}
