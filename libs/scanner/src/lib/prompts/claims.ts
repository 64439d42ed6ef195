import { quote } from '../display-text.ts';
import { COMMAND, FAKE_TURN, OVERRIDE, SECRECY, THEFT_COMMAND } from './demands.ts';
import { isAboutAttacks, isOrder, isShown } from './manner.ts';
import { toPlainText } from './plain-text.ts';
import { sentencesOf, type Sentence } from './sentences.ts';
import { theftIn } from './theft.ts';
import type { Severity } from '../severity.ts';

/** Who takes a text in: an agent as its rules; an agent as the text of a tool; an agent while nobody sees it; a person. */
export type Audience = 'agent' | 'tool' | 'hidden' | 'reader';

/** Something a text asks an agent to do that its owner would not. */
export interface Claim {
  readonly kind: 'theft' | 'override' | 'secrecy';
  readonly offset: number;
  readonly message: string;
  readonly severity: Severity;
}

/** How many sentences one demand may be spread over. */
const WINDOW = 4;

/** What a text demands of an agent, with the offset of each demand; what a text only shows is low. */
export function claimsOf(source: string, audience: Audience): readonly Claim[] {
  const { text, at } = toPlainText(source);
  const sentences = sentencesOf(text);
  const found = [
    ...sentences.flatMap((...[, index]) => claimsAt(sentences, index, audience)),
    ...wholeText(text, audience),
  ];
  const isPaper = audience === 'reader' && isAboutAttacks(text);
  return found.map((claim) => {
    const offset = at(claim.offset);
    const isLow = isPaper || (audience !== 'hidden' && isShown(source, offset));
    return { ...claim, offset, severity: isLow ? 'low' : claim.severity };
  });
}

function claimsAt(sentences: readonly Sentence[], index: number, audience: Audience): readonly Claim[] {
  const sentence = sentences[index];
  if (sentence === undefined) return [];
  const around = sentences.slice(Math.max(0, index - WINDOW), index + WINDOW + 1).map(({ text }) => text);
  const theft = theftIn(sentences.slice(Math.max(0, index - WINDOW + 1), index + 1), audience);
  return [
    ...(theft === undefined ? [] : [{ kind: 'theft' as const, ...theft }]),
    ...secrecyIn(sentence, around, audience),
  ];
}

/** Not telling is impolite; not telling of a command or a secret is hostile. */
function secrecyIn(
  { text, start }: Sentence,
  around: readonly string[],
  audience: Audience,
): readonly Claim[] {
  const found = first(SECRECY, text);
  if (found === undefined) return [];
  const near = around.join(' ');
  const pieces = around.map((piece) => ({ text: piece, start: 0 }));
  const robs = pieces
    .map((...[, index]) => theftIn(pieces.slice(0, index + 1), 'hidden'))
    .find((theft) => theft !== undefined);
  const isGrave = robs !== undefined || first(COMMAND, near) !== undefined;
  if (audience === 'reader' && !isGrave) return [];
  const severity = robs !== undefined ? 'critical' : isGrave || audience === 'hidden' ? 'high' : 'medium';
  const message = `keeps something from the user: ${quote(found.text)}`;
  return [{ kind: 'secrecy', offset: start + found.index, message, severity }];
}

function wholeText(text: string, audience: Audience): readonly Claim[] {
  const overrides = [...text.matchAll(OVERRIDE)]
    .filter(({ index, 0: words }) =>
      isOrder(
        text.slice(Math.max(0, index - 100), index + words.length + 40),
        Math.min(index, 100),
        words.length,
      ),
    )
    .map(({ index, 0: words }) => ({
      kind: 'override' as const,
      offset: index,
      message: `overrides what the agent was told: ${quote(words)}`,
      severity: audience === 'reader' ? ('medium' as const) : ('high' as const),
    }));
  const turns = [...text.matchAll(FAKE_TURN)].map(({ index, 0: mark }) => ({
    kind: 'override' as const,
    offset: index,
    message: `speaks as the system: ${quote(mark)}`,
    severity: audience === 'tool' || audience === 'hidden' ? ('high' as const) : ('low' as const),
  }));
  const commands = [...text.matchAll(THEFT_COMMAND)].map(({ index, 0: command }) => ({
    kind: 'theft' as const,
    offset: index,
    message: `a command carries a secret out: ${quote(command.trim())}`,
    severity: 'critical' as const,
  }));
  return [...overrides, ...turns, ...commands];
}

function first(pattern: RegExp, text: string): { readonly index: number; readonly text: string } | undefined {
  const found = text.matchAll(pattern).next().value;
  return found === undefined ? undefined : { index: found.index, text: found[0] };
}
