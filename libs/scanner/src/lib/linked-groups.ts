import type { Plugin, PluginFile } from './plugin/plugin.ts';
import { isGlobal, tiesOf, type Ties } from './plugin/ties.ts';

/** Sources are linked, and so held in memory together, up to so many characters. */
export const MAX_LINKED = 8 * 1024 * 1024;

/** Sources that are analysed together. */
export interface LinkedGroup {
  readonly files: readonly PluginFile[];
  /** Whether it was cut from sources it may be tied to: what runs first, or what remained. */
  readonly cut: 'no' | 'first' | 'rest';
}

/** What has none of these words takes nothing, gives nothing away, and asks no other file for anything. */
const WORDS =
  /\b(?:require|import|eval|Function|exec\w*|spawn\w*|fork|child_process|vm|fetch|https?|net|tls|dgram|dns|WebSocket|XMLHttpRequest|sendBeacon|process|env|read\w*|write\w*|homedir|atob|Buffer|fromCharCode|globalThis|crypto|axios|request|ethereum|clipboard)\b|\\x[\da-f]{2}/i;

/**
 * Puts the sources into groups that are linked each by itself: all together where they are few, else what is tied
 * together, so that whatever else a package holds never pushes a file away from those it uses. Only what is tied
 * together and is too much is cut.
 */
export function linkedGroups(
  plugin: Plugin,
  sources: readonly PluginFile[],
  limit = MAX_LINKED,
): readonly LinkedGroup[] {
  if (sizeOf(sources) <= limit) return [{ files: sources, cut: 'no' }];
  const ties = tiesOf(plugin, sources);
  return components(sources, ties).flatMap((component): readonly LinkedGroup[] =>
    component.length === 1 || sizeOf(component) <= limit
      ? [{ files: component, cut: 'no' }]
      : cut(component, ties, limit),
  );
}

function sizeOf(files: readonly PluginFile[]): number {
  return files.reduce((sum, { text }) => sum + text().length, 0);
}

interface Weighed {
  readonly file: PluginFile;
  /** What runs first comes first, then what may matter. */
  readonly rank: number;
}

/**
 * A group with those that hold what it asks for, by names that only show when it is linked; the same group where there is
 * nothing to add, or no room for it.
 */
export function withMissing(
  group: LinkedGroup,
  missing: ReadonlySet<string>,
  { groups, limit }: { readonly groups: readonly LinkedGroup[]; readonly limit: number },
): LinkedGroup {
  const known = new Set(group.files);
  const asked = groups.filter(({ files }) =>
    files.some((file) => missing.has(file.path) && !known.has(file)),
  );
  if (group.cut !== 'no' || asked.length === 0) return group;
  const all = new Set([...group.files, ...asked.flatMap(({ files }) => files)]);
  const few = new Set([...group.files, ...[...all].filter(({ path }) => missing.has(path))]);
  const chosen = [all, few].find((files) => sizeOf([...files]) <= limit);
  if (chosen === undefined) return { ...group, cut: 'first' };
  return { files: [...chosen], cut: chosen === all ? 'no' : 'first' };
}

type Sources = ReadonlyMap<string, Weighed>;

const MAY_MATTER = 2;

/** What remains of too much is linked in parts that are so much smaller: large ones cost more than their size. */
const REST = 8;

function weigh(file: PluginFile): Weighed {
  if (file.runsAtInstall) return { file, rank: 0 };
  if (file.isTarget) return { file, rank: 1 };
  return { file, rank: WORDS.test(file.text()) ? MAY_MATTER : MAY_MATTER + 1 };
}

/** By rank, and the small ones first; a stable sort leaves the others in the order of their paths. */
function byRank(a: Weighed, b: Weighed): number {
  return a.rank - b.rank || a.file.text().length - b.file.text().length;
}

/** Files in the order of their paths, also within what is tied together. */
function components(sources: readonly PluginFile[], ties: Ties): readonly (readonly PluginFile[])[] {
  const partOf = new Map<string, number>();
  const parts: PluginFile[][] = [];
  for (const { path } of sources) {
    if (partOf.has(path)) continue;
    const reached = new Set([path]);
    // The set grows while it is read.
    for (const node of reached) for (const next of ties.get(node) ?? []) reached.add(next);
    for (const node of reached) partOf.set(node, parts.length);
    parts.push([]);
  }
  for (const file of sources) parts[partOf.get(file.path) ?? 0]?.push(file);
  return parts;
}

/** Takes what is nearest to what runs first, and does the same, in smaller parts, with what remains. */
function cut(component: readonly PluginFile[], ties: Ties, limit: number): readonly LinkedGroup[] {
  const groups: LinkedGroup[] = [];
  const rest = new Map(
    component
      .map(weigh)
      .toSorted(byRank)
      .map((weighed) => [weighed.file.path, weighed]),
  );
  for (const { file } of rest.values()) {
    const isFirst = groups.length === 0;
    const taken = nearest(file, rest, { ties, limit: isFirst ? limit : limit / REST });
    for (const path of taken) rest.delete(path);
    groups.push({ files: component.filter(({ path }) => taken.has(path)), cut: isFirst ? 'first' : 'rest' });
  }
  return groups;
}

/** The paths of a source and of those nearest to it that there is room for: what may matter, then the others. */
function nearest(
  first: PluginFile,
  rest: Sources,
  { ties, limit }: { readonly ties: Ties; readonly limit: number },
): ReadonlySet<string> {
  const order = byDistance(first, rest, ties);
  const mayMatter = order.filter(({ rank }) => rank <= MAY_MATTER);
  const others = order.filter(({ rank }) => rank > MAY_MATTER);
  const taken = new Set([first.path]);
  let left = limit - first.text().length;
  for (const { file } of [...mayMatter, ...others]) {
    if (file.text().length > left) continue;
    left -= file.text().length;
    taken.add(file.path);
  }
  return taken;
}

/** Those that a source is tied to, then those that these are tied to, and so on; in each step by their rank. */
function byDistance(first: PluginFile, rest: Sources, ties: Ties): readonly Weighed[] {
  const order: Weighed[] = [];
  const reached = new Set([first.path]);
  for (let level: readonly string[] = [first.path]; level.length > 0;) {
    const next = [...new Set(level.flatMap((path) => neighbours(path, ties)))].filter(
      (path) => !reached.has(path),
    );
    const sorted = next.flatMap((path) => rest.get(path) ?? []).toSorted(byRank);
    order.push(...sorted);
    level = sorted.map(({ file }) => file.path);
    for (const path of level) reached.add(path);
  }
  return order;
}

/** The sources a source is tied to, by a global too. */
function neighbours(path: string, ties: Ties): readonly string[] {
  return [...(ties.get(path) ?? [])].flatMap((node) => (isGlobal(node) ? [...(ties.get(node) ?? [])] : node));
}
