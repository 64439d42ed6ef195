import type { CorpusPackage } from '../../e2e/corpus/fetch.ts';
import { lookAtBenign } from '../../e2e/corpus/look-at-benign.ts';

/** Scans honest packages, and prints how many are blocked and what is called high in how many; whether none is blocked. */
export async function benchFalsePositives(packages: readonly CorpusPackage[]): Promise<boolean> {
  const { scanned, blocked, unexplained, highByRule } = await lookAtBenign(packages);
  console.log(`\nfalse positives: ${blocked.length} of ${scanned} honest packages are blocked`);
  for (const line of blocked) console.log(`  blocked ${line}`);
  for (const [rule, count] of highByRule) console.log(`  ${rule} calls something high in ${count} packages`);
  for (const line of unexplained) console.log(`  not explained: ${line}`);
  return blocked.length === 0;
}
