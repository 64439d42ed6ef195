import { actionsOf } from '../javascript/actions.ts';
import { offsetOf, isFunction } from '../javascript/node.ts';
import { unwrap } from '../javascript/invocation.ts';
import type { Rule } from '../rule.ts';

/** Fewer such names happen by hand. */
const MIN_NAMES = 12;
const MIN_SYMBOLS = 400;
const SYMBOLS = new Uint8Array(128);
for (const symbol of '[]()!+') SYMBOLS[symbol.charCodeAt(0)] = 1;

export const OBF_001: Rule = {
  id: 'OBF-001',
  title: 'The mark of an obfuscator',
  severity: 'high',
  what: 'The source is the output of a known obfuscator: names like `_0x3f2a` (obfuscator.io), six characters only (JSFuck), `$=~[]` (jjencode), faces (aaencode), or `eval(function(p,a,c,k,e,d)` (packer).',
  why: 'Minifiers make code small; these make it unreadable, and larger.',
  incident: 'chalk and debug 2025, rc and coa 2021, nearly all token grabbers',
  fix: 'Ship the source, minified if need be.',
  *checkProgram(analysis) {
    const { program } = analysis;
    const names = [...program.identifiers.keys()].filter((name) => /^_0x[0-9a-f]{3,}$/i.test(name));
    if (names.length >= MIN_NAMES)
      yield { offset: 0, message: `${names.length} names like \`_0x1a2b\` (obfuscator.io)` };
    const symbols = countSymbols(program.source);
    if (symbols >= MIN_SYMBOLS && symbols > program.source.length * 0.9)
      yield { offset: 0, message: 'is JSFuck' };
    if (/\$\s*=\s*~\[\];\s*\$\s*=\s*\{___\s*:/.test(program.source))
      yield { offset: 0, message: 'is jjencode' };
    if (program.source.includes('ﾟωﾟﾉ')) yield { offset: 0, message: 'is aaencode' };
    for (const { node, code } of actionsOf(analysis).evals) {
      const value = unwrap(code);
      const packer = value.type === 'CallExpression' ? unwrap(value.callee) : undefined;
      if (!isFunction(packer)) continue;
      const params = packer.params.map((param) => (param.type === 'Identifier' ? param.name : '')).join('');
      if (params.startsWith('packe')) yield { offset: offsetOf(node), message: 'is packed (Dean Edwards)' };
    }
  },
};

/** What JSFuck is written with. */
function countSymbols(source: string): number {
  let count = 0;
  for (let at = 0; at < source.length; at += 1) count += SYMBOLS[source.charCodeAt(at)] ?? 0;
  return count;
}
