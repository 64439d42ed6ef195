import { toVaultError, type VaultError } from '@ragnos-vault/errors';
import { runConformanceClient } from './run-conformance-client.ts';

/** The answer of the protocol, which knows 0 and 1 only, where our own command tells classes of failure apart. */
export async function exitCodeOf(
  argv: readonly string[],
  now: Date,
  report: (error: VaultError) => void = () => undefined,
): Promise<0 | 1> {
  try {
    await runConformanceClient(argv, now);
    return 0;
  } catch (thrown) {
    report(toVaultError(thrown));
    return 1;
  }
}
