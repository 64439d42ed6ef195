import type { SubmissionFile } from '@ragnos-vault/api';
import { relative } from 'node:path';
import type { Io } from './terminal/io.ts';
import { table } from './terminal/table.ts';

/** What was submitted, who has signed it, and what is to be done with it. */
export function describeSubmission(submission: SubmissionFile | undefined, io: Io): readonly string[] {
  if (submission === undefined) return ['nothing to submit: the repository has it already'];
  const file = relative(io.cwd, submission.file);
  const rows = submission.roles.map(({ role, version, signed, threshold, missing }) => [
    role,
    `v${version}`,
    `signed by ${signed.length} of ${threshold} keys`,
    missing.length === 0 ? '' : `missing: ${missing.map((keyId) => keyId.slice(0, 16)).join(' or ')}`,
  ]);
  const isComplete = submission.roles.every(({ missing }) => missing.length === 0);
  return [
    ...table(rows),
    `written: ${file}, bytes: ${submission.bytes}`,
    isComplete
      ? `next: the operator runs ragnos-vault accept ${file}`
      : `next: where a missing key is, run ragnos-vault sign ${file} --key URI`,
  ];
}
