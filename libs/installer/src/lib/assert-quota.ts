import { VaultError } from '@ragnos-vault/errors';
import type { PluginStore } from '@ragnos-vault/storage';
import type { FetchedPlugin } from './fetch-plugin.ts';
import type { Quota } from './project/tenants.ts';

/**
 * Proves that a set would fit, before anything of it is unpacked. A store that is too full already takes what adds nothing to it:
 * a refusal would free no room.
 *
 * @throws ERR_QUOTA
 */
export async function assertQuota(
  quota: Quota,
  planned: { readonly plugins: number; readonly chosen: readonly FetchedPlugin[] },
  store: PluginStore,
): Promise<void> {
  assertWithin('plugins', quota.plugins, planned.plugins);
  if (quota.bytes === undefined && quota.files === undefined) return;
  const { held, added } = await store.measure(
    planned.chosen.flatMap(({ archive, plugin, manifest }) =>
      archive === undefined || manifest === undefined ? [] : { plugin, expected: manifest },
    ),
  );
  for (const which of ['bytes', 'files'] as const)
    if (added[which] > 0) assertWithin(which, quota[which], held[which] + added[which]);
}

function assertWithin(which: keyof Quota, limit: number | undefined, wanted: number): void {
  if (limit === undefined || wanted <= limit) return;
  throw new VaultError('ERR_QUOTA', `${wanted} ${which} are more than the quota of ${limit}`, {
    facts: { which, limit, wanted },
  });
}
