import type { BadPackage, KnownBad } from './known-bad.ts';

/** The records of a list by what they are recognised by. */
export interface KnownBadIndex {
  readonly packages: ReadonlyMap<string, readonly { readonly id: string; readonly bad: BadPackage }[]>;
  readonly sha256: ReadonlyMap<string, string>;
  readonly domains: ReadonlyMap<string, string>;
}

const indexes = new WeakMap<KnownBad, KnownBadIndex>();

/** Built once for each list, however many plugins are scanned with it. */
export function indexKnownBad(list: KnownBad): KnownBadIndex {
  const known = indexes.get(list);
  if (known !== undefined) return known;
  const index = build(list);
  indexes.set(list, index);
  return index;
}

function build(list: KnownBad): KnownBadIndex {
  const packages = new Map<string, { readonly id: string; readonly bad: BadPackage }[]>();
  // In the order of ids, so that the same records in other files or another order are reported alike.
  const sorted = list.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const { id, packages: named } of sorted) {
    for (const bad of named) {
      const entries = packages.get(bad.name) ?? [];
      entries.push({ id, bad });
      packages.set(bad.name, entries);
    }
  }
  const reversed = sorted.toReversed();
  return {
    packages,
    sha256: new Map(reversed.flatMap(({ id, sha256 }) => sha256.map((hash) => [hash, id]))),
    domains: new Map(reversed.flatMap(({ id, domains }) => domains.map((domain) => [domain, id]))),
  };
}
