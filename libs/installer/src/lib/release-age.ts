import { VaultError } from '@ragnos-vault/errors';
import { minimumReleaseAgeOf } from '@ragnos-vault/scanner';
import type { Policy } from '@ragnos-vault/scanner';
import type { ResolvedPlugin } from './resolve-plugin.ts';

/** What decides how old a version must be. */
export interface ReleaseAge {
  readonly policy: Policy;
  readonly now: Date;
}

/** Whether a version has been out long enough; a time that cannot be read, or is yet to come, is not. */
export function isOldEnough(name: string, publishedAt: string, { policy, now }: ReleaseAge): boolean {
  const minimum = minimumReleaseAgeOf(policy, name);
  return minimum === 0 || now.getTime() - Date.parse(publishedAt) >= minimum;
}

/**
 * Holds a plugin to the time that its signed target names, whoever vouches for it; the index only offers versions. Where no
 * time is signed, none has passed.
 *
 * @throws ERR_RELEASE_TOO_YOUNG
 */
export function assertOldEnough({ target, customs, listed }: ResolvedPlugin, age: ReleaseAge): void {
  const name = customs[0]?.name ?? listed?.name ?? target.path;
  const times = customs.length === 0 ? [''] : customs.map(({ publishedAt }) => publishedAt);
  const young = times.find((time) => !isOldEnough(name, time, age));
  if (young !== undefined)
    throw tooYoung({ name, version: customs[0]?.version ?? '', publishedAt: young }, age);
}

export function tooYoung(
  {
    name,
    version,
    publishedAt,
  }: { readonly name: string; readonly version: string; readonly publishedAt: string },
  { policy }: ReleaseAge,
): VaultError {
  const hours = minimumReleaseAgeOf(policy, name) / 3_600_000;
  const since = publishedAt === '' ? 'has no signed time of publication' : `was published at ${publishedAt}`;
  return new VaultError(
    'ERR_RELEASE_TOO_YOUNG',
    `${name}${version === '' ? '' : `@${version}`} ${since}, and must be out for ${hours} hours`,
    { facts: { name, version, publishedAt, hours } },
  );
}
