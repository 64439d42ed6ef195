import type { PluginVersion } from '../plugin/parse-plugin-index.ts';
import { groupsOf, isUndecided, voicesOf, type Voice } from './agreement.ts';
import { isMapped } from './mappings-for.ts';
import { shortfallOf, type Shortfall } from './no-consensus.ts';
import type { Members } from './open-members.ts';
import type { Mapping } from './parse-map.ts';
import { readPluginIndex } from './read-plugin-index.ts';

/** Versions of one repository that a message shows. */
const SHOWN = 5;

export interface AgreedVersions {
  readonly versions: readonly PluginVersion[];
  /** What is to be said if none of `versions` is wanted. */
  readonly shortfall: Shortfall;
}

/**
 * The versions of a plugin that the indexes of `threshold` repositories list alike, each index verified against its own
 * repository. An index need not be the same as another: a version counts where target, length and digest are. One
 * that any of those repositories has yanked is yanked.
 */
export async function agreeOnVersions(
  name: string,
  mapping: Mapping,
  members: Members,
): Promise<AgreedVersions> {
  const { repositories, threshold } = mapping;
  const answers = await Promise.all(
    repositories.map((repository) =>
      members.ask(repository, async ({ client }) => {
        const index = await readPluginIndex(name, client);
        // Of a version that lies elsewhere this mapping has no say.
        return index?.versions.filter(({ target }) => isMapped(target, mapping));
      }),
    ),
  );
  const listed = voicesOf(answers).flatMap(({ member, said }) =>
    said.map((version) => ({ member, said: version })),
  );
  const groups = groupsOf(listed, bytesOf);
  const most = Math.max(0, ...groups.map(({ length }) => length));
  return {
    versions: distinct(groups.filter(({ length }) => length >= threshold)),
    shortfall: shortfallOf(answers, {
      isUndecided: isUndecided(answers, { most, threshold }),
      isSplit: groups.some(({ length }) => length < threshold),
      word: (versions) =>
        `lists ${versions
          .map(({ version, sha256 }) => `${version} (${sha256.slice(0, 8)})`)
          .slice(-SHOWN)
          .join(' ')}`,
    }),
  };
}

function bytesOf({ version, target, sha256, length }: PluginVersion): string {
  return JSON.stringify([version, target, sha256, length]);
}

/** Where enough repositories agree on one thing and enough others on another, those that come first in the map win. */
function distinct(groups: readonly (readonly Voice<PluginVersion>[])[]): readonly PluginVersion[] {
  const versions = new Map<string, PluginVersion>();
  for (const group of groups) {
    const [first] = group;
    if (first === undefined || versions.has(first.said.version)) continue;
    const { yanked, yankedReason } = (group.find(({ said }) => said.yanked) ?? first).said;
    versions.set(first.said.version, {
      ...first.said,
      yanked,
      ...(yankedReason !== undefined && { yankedReason }),
    });
  }
  return [...versions.values()];
}
