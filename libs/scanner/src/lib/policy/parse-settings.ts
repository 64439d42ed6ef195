import { isAtLeast } from '../severity.ts';
import { RULES } from '../catalogue.ts';
import { isTooFar, MAX_WAIVER_DAYS } from './excuses.ts';
import { isFinalRule } from './final-rules.ts';
import type { PolicySettings, RuleSetting, Waiver } from './policy.ts';
import { invalidPolicy } from './policy-error.ts';
import type { SaidSettings } from './policy-schema.ts';

export interface Saying {
  /** The key of the section, as a path. */
  readonly at: readonly string[];
  readonly now: Date;
}

/** The settings of one section. @throws ERR_CONFIG_INVALID for what the schema cannot tell. */
export function parseSettings(said: SaidSettings, { at, now }: Saying): PolicySettings {
  const { rules, waivers, minimumReleaseAge, ...rest } = said;
  return {
    ...rest,
    rules: toRules(rules, [...at, 'rules']),
    waivers: waivers.map((each, index) => toWaiver(each, { at: [...at, 'waivers', String(index)], now })),
    ...(minimumReleaseAge !== undefined && { minimumReleaseAge: toMilliseconds(minimumReleaseAge) }),
  } as PolicySettings;
}

function toRules(said: SaidSettings['rules'], at: readonly string[]): ReadonlyMap<string, RuleSetting> {
  const rules = new Map(
    Object.entries(said).flatMap(([id, setting]) => (setting === undefined ? [] : [[id, setting] as const])),
  );
  for (const [id, setting] of rules) {
    const severity = RULES.find((each) => each.id === id)?.severity ?? 'critical';
    if (isFinalRule(id) && (setting === 'off' || !isAtLeast(setting, severity)))
      throw invalidPolicy([...at, id], 'no policy lowers this rule');
  }
  return rules;
}

function toWaiver(said: SaidSettings['waivers'][number], { at, now }: Saying): Waiver {
  if (isFinalRule(said.rule)) throw invalidPolicy([...at, 'rule'], 'no policy waives this rule');
  if (isTooFar(said.expires, now))
    throw invalidPolicy([...at, 'expires'], `is more than ${MAX_WAIVER_DAYS} days away`);
  const { files, ...rest } = said;
  return { ...rest, ...(files !== undefined && { files: new Map(Object.entries(files)) }) } as Waiver;
}

const MINUTE = 60_000;
const UNITS = new Map([
  ['m', MINUTE],
  ['h', 60 * MINUTE],
  ['d', 24 * 60 * MINUTE],
  ['w', 7 * 24 * 60 * MINUTE],
]);

function toMilliseconds(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNITS.get(duration.slice(-1)) ?? Infinity);
}
