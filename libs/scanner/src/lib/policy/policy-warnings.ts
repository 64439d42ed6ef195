import { RULES } from '../catalogue.ts';
import { isAtLeast } from '../severity.ts';
import { isInForce } from './excuses.ts';
import { outermostFirst } from './levels.ts';
import type { Policy, PolicySettings } from './policy.ts';

/** A waiver that ends within this time is told of. */
const SOON_DAYS = 14;
const DAY = 86_400_000;

/** What in a policy is worth a second look: it is valid, and may still not be what was meant. */
export function policyWarnings(policy: Policy, now: Date): readonly string[] {
  return outermostFirst(policy).flatMap((each) => [
    ...settingsWarnings(each, '', now),
    ...[...each.vendors].flatMap(([key, said]) => sectionWarnings(said, `vendors.${key}`, now)),
    ...[...each.plugins].flatMap(([key, said]) => sectionWarnings(said, `plugins.${key}`, now)),
    ...ageWarnings(each),
  ]);
}

function sectionWarnings(said: PolicySettings, at: string, now: Date): readonly string[] {
  const { rules, capabilities, waivers, ...rest } = said;
  const isEmpty = [
    rules.size,
    ...[capabilities, waivers, rest].map((each) => Object.keys(each).length),
  ].every((size) => size === 0);
  return isEmpty ? [`\`${at}\` says nothing`] : settingsWarnings(said, at, now);
}

function settingsWarnings(said: PolicySettings, at: string, now: Date): readonly string[] {
  const keyOf = (key: string): string => `\`${at === '' ? key : `${at}.${key}`}\``;
  const { rules, waivers, allowedExtensions = [], deniedExtensions = [] } = said;
  const { allowedTypes = [], deniedTypes = [] } = said;
  return [
    ...[...rules].flatMap(([id, setting]) => {
      const own = RULES.find((rule) => rule.id === id)?.severity ?? 'critical';
      if (setting !== 'off' && isAtLeast(setting, own)) return [];
      return [`${keyOf(`rules.${id}`)} lowers the rule from ${own} to ${setting}`];
    }),
    ...waivers.flatMap(({ rule, path, expires }, index) => {
      const about = `${keyOf(`waivers.${index}`)} of ${rule} in ${path}`;
      const [isNow, isSoon] = [now, new Date(now.getTime() + SOON_DAYS * DAY)].map(
        (time) => !isInForce({ expires }, time),
      );
      if (isNow) return [`${about} expired on ${expires}`];
      return isSoon ? [`${about} expires on ${expires}`] : [];
    }),
    ...both(allowedExtensions, deniedExtensions).map(
      (each) => `${keyOf('deniedExtensions')} takes back \`${each}\` of allowedExtensions`,
    ),
    ...both(allowedTypes, deniedTypes).map(
      (each) => `${keyOf('deniedTypes')} takes back \`${each}\` of allowedTypes`,
    ),
  ];
}

function ageWarnings(policy: Policy): readonly string[] {
  const sections = [policy, ...policy.vendors.values(), ...policy.plugins.values()];
  const isSaid = sections.some(({ minimumReleaseAge }) => minimumReleaseAge !== undefined);
  if (isSaid || policy.minimumReleaseAgeExclude.length === 0) return [];
  return ['`minimumReleaseAgeExclude` excludes from nothing: there is no `minimumReleaseAge`'];
}

function both(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.filter((each) => b.includes(each));
}
