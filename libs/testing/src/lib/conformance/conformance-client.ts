import type { openTrustedClient } from '@ragnos-vault/metadata';

/** A client under test, seen as the conformance suite sees it: what it answers, what it trusts, and what it stored. */
export interface ConformanceClient {
  /** 0 or 1, as all three. */
  init(trustedRoot: Uint8Array): Promise<number>;
  refresh(now?: Date): Promise<number>;
  download(...names: readonly string[]): Promise<number>;
  /** Roles by the names of their files, sorted, with their versions. */
  trustedRoles(): Promise<readonly TrustedVersion[]>;
  bytesOf(role: string): Promise<Uint8Array | undefined>;
  /** The oldest first. */
  downloaded(): Promise<readonly Uint8Array[]>;
}

export type TrustedVersion = readonly [role: string, version: number];

/** What a scenario may ask of a client beyond the protocol of the suite. */
export type ClientOptions = Pick<Parameters<typeof openTrustedClient>[0], 'limits' | 'prefixTargetsWithHash'>;

export function versionOf(bytes: Uint8Array): number {
  const { signed } = JSON.parse(Buffer.from(bytes).toString()) as { signed: { version: number } };
  return signed.version;
}

/** The trusted version of one role. */
export async function trustedVersion(client: ConformanceClient, role: string): Promise<number | undefined> {
  const bytes = await client.bytesOf(role);
  return bytes === undefined ? undefined : versionOf(bytes);
}
