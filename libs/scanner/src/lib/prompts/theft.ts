import { quote } from '../display-text.ts';
import {
  BACK_REFERENCE,
  CONVERSATION,
  DOTENV,
  ELSEWHERE,
  HARVEST,
  LOOSE_SECRET,
  OUTSIDE,
  PUT,
  READ,
  SECRET,
  SECRET_FILE,
  SEND,
  SLOT,
} from './lexicon.ts';
import { isOrder } from './manner.ts';
import type { Audience } from './claims.ts';
import type { Sentence } from './sentences.ts';
import type { Severity } from '../severity.ts';

export interface Theft {
  readonly offset: number;
  readonly message: string;
  readonly severity: Severity;
}

interface Secret {
  readonly name: string;
  readonly grade: 'file' | 'thing' | 'project' | 'conversation' | 'loose';
  /** It is to be read, as against only named. */
  readonly isRead: boolean;
  readonly isHarvest: boolean;
}

/** Whether the last of some sentences has a secret carried out, its own or one that those before it have read. */
export function theftIn(sentences: readonly Sentence[], audience: Audience): Theft | undefined {
  const last = sentences.at(-1);
  if (last === undefined) return undefined;
  const { text, start } = last;
  const verbs = [
    ...orders(SEND, text).map((found) => ({ ...found, isSend: true })),
    ...orders(PUT, text).map((found) => ({ ...found, isSend: false })),
  ];
  if (verbs.length === 0) return undefined;
  const secret = secretIn(text) ?? earlierSecret(sentences, text);
  if (secret === undefined) return undefined;
  for (const { index, word, isSend } of verbs) {
    const severity = isSend
      ? severityOfSending(secret, text)
      : severityOfPutting(secret, text.slice(index), audience);
    if (severity === undefined) continue;
    return {
      offset: start + index,
      message: `has ${quote(secret.name)} carried out: ${quote(near(text, index, word))}`,
      severity,
    };
  }
  return undefined;
}

function severityOfSending({ grade, isHarvest, isRead }: Secret, text: string): Severity | undefined {
  const isOutside = has(OUTSIDE, text);
  if (!isOutside && !has(ELSEWHERE, text)) return undefined;
  if (grade === 'file' || grade === 'thing') return isOutside || isRead ? 'critical' : 'high';
  if (grade === 'project') return isOutside && isRead ? 'critical' : 'medium';
  if (grade === 'loose') return isHarvest ? (isOutside ? 'critical' : 'high') : undefined;
  return isOutside && isRead ? 'high' : 'medium';
}

function severityOfPutting(
  { grade, isRead, isHarvest }: Secret,
  text: string,
  audience: Audience,
): Severity | undefined {
  if (!has(SLOT, text)) return undefined;
  const isUnseen = audience === 'tool' || audience === 'hidden';
  if (grade === 'file' || grade === 'project') {
    if (!isRead) return isUnseen ? 'medium' : undefined;
    return isUnseen ? 'critical' : 'high';
  }
  if (grade === 'thing' || (grade === 'loose' && isHarvest))
    return isRead ? (isUnseen ? 'critical' : 'medium') : undefined;
  return grade === 'conversation' && isUnseen ? 'medium' : undefined;
}

function secretIn(text: string): Secret | undefined {
  const found = firstOf(SECRET, text);
  const isRead = orders(READ, text).length > 0;
  const isHarvest = orders(HARVEST, text).length > 0;
  if (found !== undefined) return { name: found, grade: gradeOf(found), isRead, isHarvest };
  const conversation = firstOf(CONVERSATION, text);
  if (conversation !== undefined) return { name: conversation, grade: 'conversation', isRead, isHarvest };
  const loose = firstOf(LOOSE_SECRET, text);
  return loose === undefined ? undefined : { name: loose, grade: 'loose', isRead, isHarvest };
}

function gradeOf(name: string): Secret['grade'] {
  if (has(DOTENV, name)) return 'project';
  return has(SECRET_FILE, name) ? 'file' : 'thing';
}

/** `Read ~/.ssh/id_rsa. Then send its contents ...` */
function earlierSecret(sentences: readonly Sentence[], text: string): Secret | undefined {
  if (!has(BACK_REFERENCE, text)) return undefined;
  for (const { text: earlier } of sentences.slice(0, -1).toReversed()) {
    const secret = secretIn(earlier);
    if (secret?.isRead === true && secret.grade !== 'conversation') return secret;
  }
  return undefined;
}

interface Found {
  readonly index: number;
  readonly word: string;
}

function orders(pattern: RegExp, text: string): readonly Found[] {
  return [...text.matchAll(pattern)]
    .map(({ index, 0: word }) => ({ index, word }))
    .filter(({ index, word }) => isOrder(text, index, word.length));
}

function has(pattern: RegExp, text: string): boolean {
  return text.search(pattern) !== -1;
}

function firstOf(pattern: RegExp, text: string): string | undefined {
  const found = text.matchAll(pattern).next().value;
  return found?.[0].trim();
}

function near(text: string, index: number, word: string): string {
  return text
    .slice(index, index + word.length + 60)
    .replaceAll(/\s+/g, ' ')
    .trim();
}
