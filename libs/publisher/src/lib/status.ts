import type { RoleKeys, RepositoryStore, TopLevelRole } from '@ragnos-vault/metadata';
import { keysOf, loadRepository, parsePluginCustom } from '@ragnos-vault/metadata';

export interface StatusInput {
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
}

export interface RoleStatus extends RoleKeys {
  readonly role: TopLevelRole;
  readonly version: number;
  /** RFC 3339. */
  readonly expires: string;
  readonly expired: boolean;
}

export interface TargetStatus {
  readonly path: string;
  readonly length: number;
  readonly sha256?: string;
  /** Where the target is a plugin's archive. */
  readonly plugin?: { readonly name: string; readonly version: string; readonly publishedAt: string };
}

export interface StatusReport {
  readonly roles: readonly RoleStatus[];
  readonly targets: readonly TargetStatus[];
}

/**
 * Says what a repository publishes now and until when. Every role is verified; an expired one is reported, not refused.
 *
 * @throws what `loadRepository` throws.
 */
export async function status(input: StatusInput, store: RepositoryStore): Promise<StatusReport> {
  const state = await loadRepository(store, input.trustedRoot);
  const roleStatus = (role: TopLevelRole): RoleStatus => {
    const { version, expires } = state[role].signed;
    const keys = keysOf(state.root.signed, role);
    return { role, version, expires: expires.toISOString(), expired: expires <= input.now, ...keys };
  };
  return {
    roles: [roleStatus('root'), roleStatus('targets'), roleStatus('snapshot'), roleStatus('timestamp')],
    targets: [...state.targets.signed.targets].map(([path, { length, hashes, custom }]) => {
      const plugin = parsePluginCustom(custom);
      const sha256 = hashes.get('sha256');
      return {
        path,
        length,
        ...(sha256 !== undefined && { sha256 }),
        ...(plugin !== undefined && {
          plugin: { name: plugin.name, version: plugin.version, publishedAt: plugin.publishedAt },
        }),
      };
    }),
  };
}
