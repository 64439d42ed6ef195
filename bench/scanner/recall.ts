import { DEFAULT_POLICY, scan } from '@ragnos-vault/scanner';
import { parseSamples, parseTexts, type Sample } from './parse-samples.ts';

interface Score {
  readonly name: string;
  readonly blocked: readonly string[];
  readonly passed: readonly string[];
}

/**
 * Scans the samples under the policy that holds where there is none, and prints how many are blocked of those that should
 * be and of those that should not; whether all that the rules were written for are told apart.
 */
export function benchRecall(): boolean {
  const known = scoreOf(
    'incidents',
    parseSamples('incidents').filter(({ isOnlyReported }) => !isOnlyReported),
  );
  const hostile = scoreOf('hostile prompts', parseTexts('prompts/hostile'));
  const honest = scoreOf('honest prompts', parseTexts('prompts/honest'));
  print(known, 'passed');
  print(hostile, 'passed');
  print(honest, 'blocked');
  print(scoreOf('unseen attacks', parseSamples('unseen/malicious')), 'passed');
  print(scoreOf('unseen honest packages', parseSamples('unseen/honest')), 'blocked');
  return [known.passed, hostile.passed, honest.blocked].every((wrong) => wrong.length === 0);
}

function scoreOf(name: string, samples: readonly Sample[]): Score {
  const isBlocked = new Map(samples.map((sample) => [sample.name, verdictOf(sample) === 'block']));
  const names = [...isBlocked.keys()];
  return {
    name,
    blocked: names.filter((each) => isBlocked.get(each)),
    passed: names.filter((each) => !isBlocked.get(each)),
  };
}

function verdictOf({ files }: Sample): string {
  const input = { files, name: 'sample', version: '1.0.0', sha256: '0'.repeat(64), now: new Date() };
  return scan(input, DEFAULT_POLICY).verdict;
}

function print(score: Score, wrong: 'blocked' | 'passed'): void {
  const { name, blocked, passed } = score;
  console.log(`${name}: ${blocked.length} of ${blocked.length + passed.length} are blocked`);
  for (const each of score[wrong]) console.log(`  ${wrong} ${each}`);
}
