import { plainKey } from './node.ts';
import type { Analysis } from './analysis.ts';
import type { ESTree } from 'meriyah';

type Property = ESTree.ObjectExpression['properties'][number];

/** The properties of one object literal, by name; each with its place among all. */
export interface PropertyIndex {
  readonly named: ReadonlyMap<string, readonly Numbered[]>;
  /** Spreads, and those whose names are computed. */
  readonly others: readonly Numbered[];
}

interface Numbered {
  readonly at: number;
  readonly property: Property;
}

/** Fewer are sooner looked through than looked up. */
const FEW = 8;

/** In their order, a few properties of an object literal, among them all that may be or hold the one called `key`. */
export function propertiesAt(
  { members }: Analysis,
  object: ESTree.ObjectExpression,
  key: string,
): readonly Property[] {
  if (object.properties.length <= FEW) return object.properties;
  const index = members.properties.get(object) ?? indexOf(object);
  members.properties.set(object, index);
  const named = index.named.get(key) ?? [];
  const found = index.others.length === 0 ? named : [...named, ...index.others].toSorted(byPlace);
  return found.map(({ property }) => property);
}

function indexOf({ properties }: ESTree.ObjectExpression): PropertyIndex {
  const named = new Map<string, Numbered[]>();
  const others: Numbered[] = [];
  for (const [at, property] of properties.entries()) {
    const key = property.type === 'Property' ? plainKey(property.key, property.computed) : undefined;
    const known = key === undefined ? others : named.get(key);
    if (known !== undefined) known.push({ at, property });
    else if (key !== undefined) named.set(key, [{ at, property }]);
  }
  return { named, others };
}

function byPlace(a: Numbered, b: Numbered): number {
  return a.at - b.at;
}
