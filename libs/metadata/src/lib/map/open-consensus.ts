import { pluginArchivePath, toPluginId } from '../plugin/plugin-path.ts';
import type { PluginVersion } from '../plugin/parse-plugin-index.ts';
import type { Revocation } from '../plugin/parse-revocations.ts';
import { agreeOnTarget } from './agree-on-target.ts';
import { agreeOnVersions } from './agree-on-versions.ts';
import { mappingsForPath, mappingsForPlugin } from './mappings-for.ts';
import { describeSaid, noConsensus, type Shortfall } from './no-consensus.ts';
import { openMembers, type Members, type OpenRepository } from './open-members.ts';
import type { RepositoryMap } from './parse-map.ts';
import type { FoundTarget, PluginSource, SourceEvent } from './plugin-source.ts';

export interface ConsensusPorts {
  /** Opens a repository of the map with its own trusted root and its own cache. Called once a name, when it is needed. */
  readonly open: (name: string) => Promise<OpenRepository>;
  readonly onEvent?: (event: SourceEvent) => void;
}

/**
 * Several repositories of which enough must agree (TAP 4). Each is trusted by its own root alone, and none is asked
 * for what the map does not give it a say in.
 *
 * A repository that cannot be reached, or proves nothing, does not count. Where the others suffice it is reported; where
 * it could have made the difference the search ends, because whoever can cut a line must not choose the repository.
 *
 * `findTarget` and `listVersions` throw ERR_TUF_NO_CONSENSUS, or ERR_FETCH_FAILED where only the network is to blame.
 */
export function openConsensus(map: RepositoryMap, ports: ConsensusPorts): PluginSource {
  const onEvent = ports.onEvent ?? (() => undefined);
  const context = { map, onEvent, members: openMembers(ports.open, onEvent) };
  return {
    listVersions: (name) => listVersions(name, context),
    findTarget: (path) => findTarget(path, context),
    listRevocations: (path) => listRevocations(path, context),
  };
}

interface Context {
  readonly map: RepositoryMap;
  readonly members: Members;
  readonly onEvent: (event: SourceEvent) => void;
}

/** One list a mapping: what a mapping before it offers is wanted first, as no stranger's higher number may win. */
async function* listVersions(
  name: string,
  { map, members, onEvent }: Context,
): AsyncIterable<readonly PluginVersion[]> {
  const mappings = mappingsForPlugin(name, map);
  let split: Shortfall | undefined;
  let isListed = false;
  for (const mapping of mappings) {
    const { versions, shortfall } = await agreeOnVersions(name, mapping, members);
    if (versions.length > 0) yield versions;
    isListed ||= versions.length > 0;
    if (shortfall.isUndecided) throw noConsensus(`the versions of ${name}`, shortfall);
    if (!shortfall.isSplit) continue;
    onEvent({ type: 'disagreed', path: name, said: describeSaid(shortfall.said) });
    split ??= shortfall;
  }
  if (split !== undefined && !isListed) throw noConsensus(`the versions of ${name}`, split);
  if (mappings.length === 0) onEvent({ type: 'unmapped', path: pluginArchivePath(toPluginId(name), '*') });
}

/** TAP 4, steps 1 to 4. */
async function findTarget(
  path: string,
  { map, members, onEvent }: Context,
): Promise<FoundTarget | undefined> {
  const mappings = mappingsForPath(path, map);
  let split: Shortfall | undefined;
  for (const mapping of mappings) {
    const answer = await agreeOnTarget(path, mapping, members);
    if (!('said' in answer)) return answer;
    if (answer.isUndecided) throw noConsensus(path, answer);
    if (!answer.isSplit) continue;
    onEvent({ type: 'disagreed', path, said: describeSaid(answer.said) });
    split ??= answer;
  }
  if (split !== undefined) throw noConsensus(path, split);
  if (mappings.length === 0) onEvent({ type: 'unmapped', path });
  return undefined;
}

/** Also of those that were not needed for an agreement. */
async function listRevocations(path: string, { map, members }: Context): Promise<readonly Revocation[]> {
  const names = new Set(mappingsForPath(path, map).flatMap(({ repositories }) => repositories));
  const answers = await Promise.all(
    [...names].map((name) => members.ask(name, ({ revocations }) => Promise.resolve(revocations))),
  );
  return answers.flatMap((answer) => ('error' in answer ? [] : answer.said));
}
