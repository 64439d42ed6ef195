import { quote } from '../display-text.ts';
import { isOrder, isShown } from './manner.ts';
import { theftIn } from './theft.ts';
import { toPlainText } from './plain-text.ts';
import { SECRET_FILE } from './lexicon.ts';
import { SECRECY } from './demands.ts';
import { sentencesOf } from './sentences.ts';
import type { Severity } from '../severity.ts';

export interface Shadow {
  readonly offset: number;
  readonly message: string;
  readonly severity: Severity;
}

const REDIRECT =
  /\b(?:always|must|also|instead|should|silently|automatically)\s[^.!?\n]{0,80}\b(?:b?cc|(?:forward|redirect|re-?route)\s(?:it|them|all|every|each|any|an?|the|their|your|this|these|that|to|copies|messages?|e?-?mails?|payments?|funds|traffic|requests?|results?|outputs?))\b[^.!?\n]{0,80}|\b(?:change|replace|set|substitute|modify|overwrite|rewrite|swap)\s[^.!?\n]{0,40}\b(?:recipients?|bcc|to\s+(?:field|address)|destination\s+(?:address|account)|wallet\s+address|payee|iban|beneficiary|account\s+number)\b[^.!?\n]{0,40}\b(?:to|with|as)\b|\b(?:b?cc)\s+(?:every|all|each)\b[^.!?\n]{0,60}/gi;
const OTHER_TOOL =
  /\b(?:before|prior\s+to|when(?:ever)?|after|each\s+time|every\s+time|if)\s+(?:you\s+)?(?:us(?:e|es|ing)|call(?:s|ing)?|invok(?:e|es|ing)|execut\w{1,5}|running)\s+(?:any|all|every|each|the)?\s*(?:other|another)\s+tools?\b|\bwhen(?:ever)?\s+(?:the\s+)?["'`\s]{0,2}\w{1,40}["'`\s]{0,2}\s*(?:tool|function)?\s+is\s+(?:called|used|invoked|available|present)\b|\b(?:this|these)\s+(?:rule|instruction|tool)s?\s+(?:overrides?|supersedes?|takes?\s+precedence\s+over)\s+[^.\n]{0,40}\btools?\b/gi;
const BLOCK =
  /<\/?(?:IMPORTANT|CRITICAL|SYSTEM|SECRET|HIDDEN|INSTRUCTIONS?|ADMIN|MANDATORY)(?:\s[^<>]{0,60})?>/g;
const MUST =
  /\b(?:you\s+must|must\s+(?:first|always|also|never)|always\s+(?:call|use|read|send|include|add|set)|do\s+not\s+(?:call|use)|never\s+(?:call|use))\b/i;
const WHOLE_TALK =
  /\b(?:full|entire|complete|whole|all\s+(?:of\s+)?(?:the\s+)?(?:previous|prior))\s+(?:of\s+the\s+)?(?:conversation|chat|messages?)(?:\s+(?:history|log|transcript|context))?\b|\bsystem\s+prompt\b/gi;
const REACH = 90;
const DEMAND = /\b(?:must|required|mandatory|always|include|pass|put|provide|paste|fill)\b/i;

/** Where the text of one tool reaches for other tools or for what it has no business with. */
export function shadowsIn(source: string): readonly Shadow[] {
  const { text, at } = toPlainText(source);
  const isGrave = sentencesOf(text).some(
    (...[, index, all]) => theftIn(all.slice(Math.max(0, index - 3), index + 1), 'tool') !== undefined,
  );
  const isSecret = isGrave || text.search(SECRECY) !== -1 || text.search(SECRET_FILE) !== -1;
  const order = isSecret ? 'critical' : 'medium';
  const found: readonly Shadow[] = [
    ...ordersIn(text, REDIRECT).map((hit) => told('redirects what another tool sends', hit, 'high')),
    ...ordersIn(text, OTHER_TOOL).map((hit) =>
      told('speaks about other tools', hit, isSecret || MUST.test(text) ? order : 'low'),
    ),
    ...ordersIn(text, BLOCK)
      .slice(0, 1)
      .map((hit) => told('holds a block of orders', hit, order)),
    ...ordersIn(text, WHOLE_TALK).map((hit) =>
      told('asks for the whole conversation', hit, isDemand(text, hit)),
    ),
  ];
  return found.map((shadow) => {
    const offset = at(shadow.offset);
    return { ...shadow, offset, severity: isShown(source, offset) ? 'low' : shadow.severity };
  });
}

interface Words {
  readonly index: number;
  readonly words: string;
}

function ordersIn(text: string, pattern: RegExp): readonly Words[] {
  return [...text.matchAll(pattern)]
    .map(({ index, 0: words }) => ({ index, words }))
    .filter(({ index, words }) => {
      const start = Math.max(0, index - REACH);
      return isOrder(text.slice(start, index + words.length), index - start, words.length);
    });
}

function told(what: string, { index, words }: Words, severity: Severity): Shadow {
  return { offset: index, message: `${what}: ${quote(words.trim())}`, severity };
}

function isDemand(text: string, { index }: Words): Severity {
  return DEMAND.test(text.slice(Math.max(0, index - REACH), index + REACH)) ? 'medium' : 'low';
}
