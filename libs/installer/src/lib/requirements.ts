import type { InstalledPlugin } from '@ragnos-vault/storage';

type Requiring = Pick<InstalledPlugin, 'name' | 'version' | 'requires'>;

/** The plugins of a set that these names need, themselves included, in the order of the set. */
export function closureOf<T extends Requiring>(names: readonly string[], set: readonly T[]): readonly T[] {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    const plugin = set.find((each) => each.name === name);
    for (const required of Object.keys(plugin?.requires ?? {})) visit(required);
  };
  for (const name of names) visit(name);
  return set.filter(({ name }) => reached.has(name));
}

/** Who requires a plugin, as `name@version`. */
export function requirersOf(name: string, set: readonly Requiring[]): readonly string[] {
  return set
    .filter(({ requires = {} }) => Object.hasOwn(requires, name))
    .map((plugin) => `${plugin.name}@${plugin.version}`);
}

/** Why a plugin is in a set: every way from what was asked for, the first plugin first. */
export function waysTo(
  name: string,
  { wanted, set }: { readonly wanted: readonly string[]; readonly set: readonly Requiring[] },
): readonly (readonly string[])[] {
  const ways: (readonly string[])[] = [];
  const visit = (at: string, path: readonly string[]): void => {
    const plugin = set.find((each) => each.name === at);
    if (plugin === undefined || path.some((step) => step.startsWith(`${at}@`))) return;
    const way = [...path, `${at}@${plugin.version}`];
    if (at === name) ways.push(way);
    // A dense set has more ways than anybody reads.
    else if (ways.length < MAX_WAYS)
      for (const required of Object.keys(plugin.requires ?? {})) visit(required, way);
  };
  for (const root of wanted) visit(root, []);
  return ways;
}

const MAX_WAYS = 100;
