import { quote } from '../display-text.ts';
import { audienceOf, isSample } from '../prompts/audience.ts';
import { claimsOf } from '../prompts/claims.ts';
import { COMMAND } from '../prompts/demands.ts';
import { spelledTexts, unshownTexts, type HiddenText } from '../prompts/hidden-texts.ts';
import { toPlainText } from '../prompts/plain-text.ts';
import type { Hit, Rule } from '../rule.ts';
import type { Severity } from '../severity.ts';

const ADDRESSED =
  /\b(?:AI|assistants?|agents?|LLMs?|language\s+models?|chatbots?|claude|copilot|cursor|gemini|chatgpt|gpt|codex)\b|\b(?:you\s+must|system\s*:|important\s+instructions?)/i;
const ORDER =
  /\b(?:must|always|ignore|execute|run|fetch|download|install|read|send|call|do\s+not|don['’]t|never|open|collect|include|add|write|visit|follow)\b/i;
const BIDI = /[\u202D\u202E]/g;
const LETTERS = /\p{L}{3}/u;

export const PRM_001: Rule = {
  id: 'PRM-001',
  title: 'Hidden instructions',
  severity: 'critical',
  what: 'A text that nobody sees speaks to an agent: spelled in Unicode tags, variation selectors or zero-width characters, in a comment, styled away, far off the screen, or encoded. The message says what it decodes to.',
  why: 'A person approves what is seen; an agent obeys what is there.',
  incident: 'Rules File Backdoor 2025, ASCII smuggling 2024, GlassWorm 2025',
  fix: 'Write to agents where people can read it.',
  *checkFile(file, plugin) {
    if (file.kind === 'binary') return;
    const text = file.text();
    yield* spelledTexts(text).flatMap(spelled);
    const audience = audienceOf(file, plugin);
    if (audience === undefined) return;
    for (const hit of unshownTexts(text).flatMap((hidden) => unshown(hidden, audience)))
      yield isSample(file.path) ? { ...hit, severity: 'medium' } : hit;
    if (audience === 'agent') {
      for (const { index } of text.matchAll(BIDI))
        yield { offset: index, severity: 'high', message: 'the order of the letters is turned around' };
    }
  },
};

function spelled({ offset, text, how }: HiddenText): readonly Hit[] {
  return LETTERS.test(text) ? [{ offset, message: `${how} spell ${quote(text)}` }] : [];
}

function unshown({ offset, text, how, isCovert }: HiddenText, audience: 'agent' | 'reader'): readonly Hit[] {
  const severity = severityOf(text, isCovert, audience);
  return severity === undefined
    ? []
    : [{ offset, severity, message: `${how} speaks to an agent: ${quote(text.trim())}` }];
}

function severityOf(source: string, isCovert: boolean, audience: 'agent' | 'reader'): Severity | undefined {
  const claims = claimsOf(source, 'hidden');
  if (claims.some(({ severity }) => severity === 'critical' || severity === 'high')) return 'critical';
  const { text } = toPlainText(source);
  if (!ORDER.test(text) || !(ADDRESSED.test(text) || (isCovert && audience === 'agent'))) return undefined;
  if (COMMAND_OR_PLACE.test(text)) return isCovert || ADDRESSED.test(text) ? 'high' : 'medium';
  return isCovert ? 'high' : 'low';
}

const COMMAND_OR_PLACE = new RegExp(String.raw`${COMMAND.source}[^\n]{0,200}https?:\/\/`, 'iu');
