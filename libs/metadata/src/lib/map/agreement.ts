import type { Answer, Member } from './open-members.ts';

/** What one repository says. */
export interface Voice<T> {
  readonly member: Member;
  readonly said: T;
}

/**
 * The first thing that `threshold` repositories say alike, in the order in which they answered; all that say so are
 * returned. Two names of one repository, told by the root that both ended up with, are one voice.
 */
export function agreedVoices<T>(
  voices: readonly Voice<T>[],
  { threshold, keyOf }: { threshold: number; keyOf: (said: T) => string },
): readonly Voice<T>[] | undefined {
  return groupsOf(voices, keyOf).find((group) => group.length >= threshold);
}

/** What is said alike, by groups, in the order in which each was first said. */
export function groupsOf<T>(
  voices: readonly Voice<T>[],
  keyOf: (said: T) => string,
): readonly (readonly Voice<T>[])[] {
  const groups = new Map<string, Map<string, Voice<T>>>();
  for (const voice of voices) {
    const key = keyOf(voice.said);
    const group = groups.get(key) ?? new Map<string, Voice<T>>();
    const { sha256 } = voice.member.roles.root;
    if (!group.has(sha256)) group.set(sha256, voice);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => [...group.values()]);
}

/** The answers that say something. */
export function voicesOf<T>(answers: readonly Answer<T | undefined>[]): readonly Voice<T>[] {
  return answers.flatMap((answer) =>
    'error' in answer || answer.said === undefined ? [] : [{ member: answer.member, said: answer.said }],
  );
}

/**
 * Whether repositories that failed could have brought about an agreement. Then nothing is known yet, and to go on to
 * what is less trusted would let whoever cuts the line choose the repository.
 */
export function isUndecided<T>(
  answers: readonly Answer<T>[],
  { most, threshold }: { most: number; threshold: number },
): boolean {
  const failed = answers.filter((answer) => 'error' in answer).length;
  return failed > 0 && most + failed >= threshold;
}
