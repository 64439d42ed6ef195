import type { VaultError } from '@ragnos-vault/errors';
import { noConsensus } from './no-consensus.ts';
import { isRepositoryFailure } from './open-members.ts';
import type { FoundTarget, SourceEvent, Voucher } from './plugin-source.ts';

/**
 * Takes the bytes of a target from the first repository that delivers what was signed, one after the other; `take` is
 * to leave nothing behind where the stream it reads fails.
 *
 * @throws the error of the repository where there is one alone; else ERR_TUF_NO_CONSENSUS, or ERR_FETCH_FAILED where only
 * the network is to blame.
 */
export async function deliver<T>(
  found: FoundTarget,
  take: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
  onEvent: (event: SourceEvent) => void = () => undefined,
): Promise<{ readonly taken: T; readonly by: Voucher }> {
  const failed: { readonly name: string; readonly said: string; readonly error: VaultError }[] = [];
  for await (const voucher of found.deliverers()) {
    try {
      return { taken: await voucher.downloadInto(take), by: voucher };
    } catch (error) {
      if (voucher.name === undefined || !isRepositoryFailure(error)) throw error;
      onEvent({ type: 'repository-failed', name: voucher.name, code: error.code, message: error.message });
      failed.push({ name: voucher.name, said: error.code, error });
    }
  }
  const { path } = found.vouchers[0].target;
  const shortfall = { said: failed, isUndecided: true, isSplit: false };
  throw noConsensus(path, shortfall, 'no repository of the map delivers');
}
