import type { TrustedTarget } from '../client/trusted-client.ts';
import { HASH_ALGORITHMS } from '../parse-target-file.ts';
import { agreedVoices, groupsOf, isUndecided, voicesOf, type Voice } from './agreement.ts';
import { shortfallOf, type Shortfall } from './no-consensus.ts';
import type { Answer, Members } from './open-members.ts';
import type { Mapping } from './parse-map.ts';
import type { FoundTarget, Voucher } from './plugin-source.ts';

/**
 * Asks the repositories of one mapping, in order and no more than it takes, until `threshold` of them name the same
 * length and the same strong hashes (TAP 4, step 2). What else they say of the target need not be alike.
 */
export async function agreeOnTarget(
  path: string,
  { repositories, threshold }: Mapping,
  members: Members,
): Promise<FoundTarget | Shortfall> {
  const ask = (name: string) => members.ask(name, ({ client }) => client.findTarget(path));
  // All of these are needed in any case, and need not wait for one another.
  const answers = await Promise.all(repositories.slice(0, threshold).map(ask));
  for (;;) {
    const agreed = agreedVoices(voicesOf(answers), { threshold, keyOf: bytesOf });
    if (agreed !== undefined)
      return foundTarget(
        agreed,
        repositories.slice(answers.length).map((name) => () => ask(name)),
      );
    const next = repositories[answers.length];
    if (next === undefined) return shortfall(answers, threshold);
    answers.push(await ask(next));
  }
}

/** Algorithms that are not strong prove nothing, and may differ. */
function bytesOf({ length, hashes }: TrustedTarget): string {
  return JSON.stringify([length, ...HASH_ALGORITHMS.map((algorithm) => hashes.get(algorithm) ?? '')]);
}

function foundTarget(
  agreed: readonly Voice<TrustedTarget>[],
  others: readonly (() => Promise<Answer<TrustedTarget | undefined>>)[],
): FoundTarget {
  const [first, ...rest] = agreed.map(toVoucher);
  if (first === undefined) throw new RangeError('nobody agreed');
  const vouchers = [first, ...rest] as const;
  return {
    vouchers,
    async *deliverers() {
      yield* vouchers;
      for (const ask of others) {
        const [voice] = voicesOf([await ask()]);
        if (voice !== undefined && bytesOf(voice.said) === bytesOf(first.target)) yield toVoucher(voice);
      }
    },
  };
}

function toVoucher({ member, said: target }: Voice<TrustedTarget>): Voucher {
  const { name, repository, roles, client } = member;
  return {
    name,
    repository,
    roles,
    target,
    download: () => client.download(target),
    downloadInto: (take) => client.downloadInto(target, take),
  };
}

function shortfall(answers: readonly Answer<TrustedTarget | undefined>[], threshold: number): Shortfall {
  const most = Math.max(0, ...groupsOf(voicesOf(answers), bytesOf).map(({ length }) => length));
  return shortfallOf(answers, {
    isUndecided: isUndecided(answers, { most, threshold }),
    isSplit: most > 0,
    word: ({ length, hashes }) => `names ${length} bytes, ${digestOf(hashes)}`,
  });
}

function digestOf(hashes: ReadonlyMap<string, string>): string {
  const algorithm = HASH_ALGORITHMS.find((name) => hashes.has(name)) ?? 'sha256';
  return `${algorithm} ${(hashes.get(algorithm) ?? '').slice(0, 16)}`;
}
