import type { PluginSource } from '@ragnos-vault/metadata';
import type { InstalledPlugin } from '@ragnos-vault/storage';
import { isOldEnough, type ReleaseAge } from './release-age.ts';
import { pickVersion } from './resolve-plugin.ts';

/** A plugin of which there is a newer version than is installed. */
export interface OutdatedPlugin {
  readonly name: string;
  readonly current: string;
  /** The highest version that fits what is wanted of it; `update` takes it. */
  readonly wanted?: string;
  /** The highest version of all. */
  readonly latest?: string;
  readonly yanked?: true;
}

export interface OutdatedInput extends ReleaseAge {
  readonly plugins: readonly InstalledPlugin[];
  /** What the user wants, name to range. */
  readonly ranges: Readonly<Record<string, string>>;
}

/** Compares a set with what the repository offers now; nothing is downloaded. @throws the errors of the source */
export async function outdated(
  { plugins, ranges, ...age }: OutdatedInput,
  source: PluginSource,
): Promise<readonly OutdatedPlugin[]> {
  const rows: OutdatedPlugin[] = [];
  for (const { name, version: current } of plugins) {
    const wantedRanges = [
      ...(Object.hasOwn(ranges, name) ? [ranges[name] ?? '*'] : []),
      ...plugins.flatMap(({ requires = {} }) =>
        Object.hasOwn(requires, name) ? [requires[name] ?? '*'] : [],
      ),
    ];
    for await (const versions of source.listVersions(name)) {
      const isOut = (publishedAt: string): boolean => isOldEnough(name, publishedAt, age);
      const wanted = pickVersion(wantedRanges, versions, isOut)?.version;
      const latest = pickVersion([], versions, isOut)?.version;
      const isYanked = versions.some(({ version, yanked }) => version === current && yanked);
      if ([wanted ?? current, latest ?? current].every((version) => version === current) && !isYanked) break;
      rows.push({
        ...{ name, current },
        ...(wanted !== undefined && { wanted }),
        ...(latest !== undefined && { latest }),
        ...(isYanked && { yanked: true }),
      });
      break;
    }
  }
  return rows;
}
