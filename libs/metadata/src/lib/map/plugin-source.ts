import type { TrustedTarget } from '../client/trusted-client.ts';
import type { TrustedRoles } from '../client/trusted-roles.ts';
import type { PluginVersion } from '../plugin/parse-plugin-index.ts';
import type { Revocation } from '../plugin/parse-revocations.ts';

/** Where plugins come from: one repository, or several of which enough must agree. Needs no refresh before. */
export interface PluginSource {
  /**
   * The versions of a plugin by name, as lists in order of trust: ask for the next one only where nothing in those
   * before is wanted. Nothing at all where no repository lists the plugin.
   */
  listVersions(name: string): AsyncIterable<readonly PluginVersion[]>;
  /** What trusted metadata says of a target path; `undefined` where nobody names it. */
  findTarget(path: string): Promise<FoundTarget | undefined>;
  /**
   * What is revoked by any repository that has a say in this target path: no agreement is needed to stop something. One
   * that cannot be reached, or whose list cannot be read, counts for nothing else either.
   */
  listRevocations(path: string): Promise<readonly Revocation[]>;
}

/** A repository that names a target and can deliver it. */
export interface Voucher {
  /** Its name in the map; absent where there is one repository alone. */
  readonly name?: string;
  /** Its address without credentials. */
  readonly repository: string;
  readonly roles: TrustedRoles;
  /** Its own entry; only length and strong hashes are those of the other vouchers. */
  readonly target: TrustedTarget;
  /** As `TrustedClient.download`. */
  download(): AsyncIterable<Uint8Array>;
  /** As `TrustedClient.downloadInto`. */
  downloadInto<T>(take: (chunks: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T>;
}

export interface FoundTarget {
  /** As many as had to agree, in the order of the map. */
  readonly vouchers: readonly [Voucher, ...Voucher[]];
  /** The vouchers, and after them whoever else agrees, asked only when it comes to that. */
  deliverers(): AsyncIterable<Voucher>;
}

export type SourceEvent =
  | { readonly type: 'refreshed'; readonly roles: TrustedRoles; readonly name?: string }
  /** A repository of a map does not count, for now or for one file. */
  | {
      readonly type: 'repository-failed';
      readonly name: string;
      readonly code: string;
      readonly message: string;
    }
  /** `said`: what each repository of the mapping answered. */
  | { readonly type: 'disagreed'; readonly path: string; readonly said: string }
  /** No mapping of the map decides about this path. */
  | { readonly type: 'unmapped'; readonly path: string };
