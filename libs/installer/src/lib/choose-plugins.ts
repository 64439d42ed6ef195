import { VaultError } from '@ragnos-vault/errors';
import { allOf } from './all-of.ts';
import type { FetchedPlugin } from './fetch-plugin.ts';
import type { PluginSpec } from './parse-plugin-spec.ts';
import { isInRange, type Wanted } from './resolve-plugin.ts';

/** Brings one plugin: the best version for all that is wanted of it, or what lies at a target path. */
export interface PluginChooser {
  readonly byName: (wanted: Wanted) => Promise<FetchedPlugin>;
  readonly byPath: (path: string) => Promise<FetchedPlugin>;
}

/** What somebody wants of a plugin. */
interface Demand {
  /** A plugin as `name@version`; absent where the user asked. */
  readonly by?: string;
  readonly range?: string;
}

type Demands = ReadonlyMap<string, readonly Demand[]>;
type Chosen = ReadonlyMap<string, FetchedPlugin>;

/** A set that is not settled after as many rounds goes round in circles. */
const MAX_ROUNDS = 50;

/**
 * Chooses one version of each plugin that is asked for, and of each that those need, so that every range fits. It takes
 * the highest version in all ranges and does not search for older ones that would need less: the same question has one
 * answer, and a conflict is told rather than solved by a downgrade.
 *
 * @throws ERR_PLUGIN_CONFLICT, ERR_PLUGIN_CYCLE, and what the chooser throws
 */
export async function choosePlugins(
  specs: readonly PluginSpec[],
  chooser: PluginChooser,
): Promise<readonly FetchedPlugin[]> {
  const pinned = await allOf(
    specs.flatMap((spec) => (spec.kind === 'path' ? [chooser.byPath(spec.path)] : [])),
  );
  let chosen: Chosen = byName(pinned);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const demands = demandsOf(specs, [...chosen.values()]);
    const next = await choose(demands, { pinned, chooser });
    if (isSame(chosen, next)) return settled(next);
    chosen = next;
  }
  throw new VaultError('ERR_PLUGIN_CONFLICT', 'the plugins need each other in versions that never settle', {
    facts: { plugins: [...chosen.keys()].join(', ') },
  });
}

async function choose(
  demands: Demands,
  { pinned, chooser }: { readonly pinned: readonly FetchedPlugin[]; readonly chooser: PluginChooser },
): Promise<Chosen> {
  const fixed = byName(pinned);
  const fetched = await allOf(
    [...demands].map(async ([name, wanted]) => {
      const given = fixed.get(name);
      if (given === undefined) return chooseOne(name, wanted, chooser);
      assertFits(given, wanted);
      return given;
    }),
  );
  return byName([...pinned.filter(({ plugin }) => !demands.has(plugin.name)), ...fetched]);
}

async function chooseOne(
  name: string,
  demands: readonly Demand[],
  chooser: PluginChooser,
): Promise<FetchedPlugin> {
  const ranges = [...new Set(demands.flatMap(({ range }) => range ?? []))];
  try {
    return await chooser.byName({ name, ranges });
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== 'ERR_TARGET_NOT_FOUND') throw error;
    if (demands.length > 1 && ranges.length > 0) throw conflict(name, demands, error);
    const by = demands[0]?.by;
    if (by === undefined) throw error;
    throw new VaultError(error.code, `${error.message}, which ${by} requires`, {
      facts: { ...error.facts, requiredBy: by },
      cause: error,
    });
  }
}

/** Who wants what, in the order of their names: the same set asks the same questions. */
function demandsOf(specs: readonly PluginSpec[], chosen: readonly FetchedPlugin[]): Demands {
  const demands = new Map<string, readonly Demand[]>();
  const add = (name: string, demand: Demand): void =>
    void demands.set(name, [...(demands.get(name) ?? []), demand]);
  for (const spec of specs) {
    if (spec.kind === 'name') add(spec.name, spec.range === undefined ? {} : { range: spec.range });
  }
  for (const { plugin } of chosen) {
    for (const [name, range] of Object.entries(plugin.requires ?? {}))
      add(name, { by: `${plugin.name}@${plugin.version}`, range });
  }
  return demands;
}

/** @throws ERR_PLUGIN_CONFLICT where two plugins have one name: two specs named it, or an archive is called otherwise. */
function byName(plugins: readonly FetchedPlugin[]): Map<string, FetchedPlugin> {
  const named = new Map<string, FetchedPlugin>();
  for (const each of plugins) {
    const { name } = each.plugin;
    if (named.has(name))
      throw new VaultError('ERR_PLUGIN_CONFLICT', `two plugins are called ${name}`, { facts: { name } });
    named.set(name, each);
  }
  return named;
}

function isSame(a: Chosen, b: Chosen): boolean {
  return a.size === b.size && [...b].every(([name, each]) => a.get(name) === each);
}

function settled(chosen: Chosen): readonly FetchedPlugin[] {
  const path: string[] = [];
  const done = new Set<string>();
  const visit = (name: string): void => {
    if (path.includes(name)) throw cycle([...path.slice(path.indexOf(name)), name]);
    if (done.has(name)) return;
    path.push(name);
    for (const required of Object.keys(chosen.get(name)?.plugin.requires ?? {})) visit(required);
    path.pop();
    done.add(name);
  };
  for (const name of chosen.keys()) visit(name);
  return [...chosen.values()];
}

function assertFits({ plugin }: FetchedPlugin, demands: readonly Demand[]): void {
  const isFit = demands.every(({ range }) => range === undefined || isInRange(plugin.version, range));
  if (!isFit) throw conflict(plugin.name, demands);
}

function conflict(name: string, demands: readonly Demand[], cause?: unknown): VaultError {
  const wanted = demands.map(({ by, range = 'any version' }) => `${by ?? 'you'}: ${range}`).join('; ');
  return new VaultError('ERR_PLUGIN_CONFLICT', `no version of ${name} fits all that need it: ${wanted}`, {
    facts: { name, wanted },
    cause,
  });
}

function cycle(names: readonly string[]): VaultError {
  const path = names.join(' -> ');
  return new VaultError('ERR_PLUGIN_CYCLE', `plugins require each other in a circle: ${path}`, {
    facts: { path },
  });
}
