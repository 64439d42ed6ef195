import type { FailOn } from '../severity.ts';
import type { Policy, PolicySettings } from './policy.ts';
import { FAIL_ON } from './profiles.ts';

/** A part of a policy that speaks of one plugin; `at` is its key, empty for the top of the file. */
export interface Section {
  readonly at: string;
  readonly settings: PolicySettings;
}

/** The vendor of plugins whose name has no scope. */
const UNSCOPED = '_';

/** What of a policy speaks of a plugin, the most specific first: its name, its beginnings, its vendor, all plugins. */
export function sectionsFor(policy: Policy, name: string): readonly Section[] {
  const byName = [...policy.plugins]
    .filter(([pattern]) => isMatch(pattern, name))
    .toSorted(([a], [b]) => specificity(b) - specificity(a))
    .map(([pattern, settings]) => ({ at: `plugins.${pattern}`, settings }));
  const vendor = vendorOf(name);
  const ofVendor = policy.vendors.get(vendor);
  return [
    ...byName,
    ...(ofVendor === undefined ? [] : [{ at: `vendors.${vendor}`, settings: ofVendor }]),
    { at: '', settings: policy },
  ];
}

/**
 * A policy as it binds one plugin: of each setting what the most specific section says, of each rule and each capability
 * by itself; the waivers of all. A `failOn` does not outlive a profile that a more specific section names.
 */
export function policyFor(policy: Policy, name: string): Policy {
  const widestFirst = sectionsFor(policy, name)
    .map(({ settings }) => settings)
    .toReversed();
  const merged = widestFirst.reduce<Policy>((wide, settings) => ({ ...wide, ...settings }), policy);
  const failOn = widestFirst.map(failOnOf).findLast((each) => each !== undefined);
  return {
    ...merged,
    ...(failOn !== undefined && { failOn }),
    rules: new Map(widestFirst.flatMap(({ rules }) => [...rules])),
    capabilities: widestFirst.reduce((all, { capabilities }) => ({ ...all, ...capabilities }), {}),
    waivers: widestFirst.flatMap(({ waivers }) => waivers),
  };
}

function failOnOf({ failOn, profile }: PolicySettings): FailOn | undefined {
  return failOn ?? (profile === undefined ? undefined : FAIL_ON[profile]);
}

export function vendorOf(name: string): string {
  return name.startsWith('@') ? name.slice(1, name.indexOf('/')) : UNSCOPED;
}

function isMatch(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** A full name before all beginnings, and the longer beginning before the shorter. */
function specificity(pattern: string): number {
  return pattern.endsWith('*') ? pattern.length : Infinity;
}
