import { CAPABILITY_KINDS } from '../capabilities.ts';
import type { Policy, PolicySettings } from './policy.ts';
import { outermostFirst } from './levels.ts';
import { DEFAULT_PROFILE, FAIL_ON } from './profiles.ts';
import { sectionsFor, type Section } from './sections.ts';

/** One setting as it binds a plugin. */
export interface ExplainedSetting {
  /** As in the policy: `failOn`, `rules.MAN-001`, `capabilities.network`. */
  readonly key: string;
  readonly value: string;
  /** The section that says it; `top` for the file as a whole, else what it follows from. */
  readonly from: string;
}

/** One policy of several, as it binds a plugin. */
export interface ExplainedLevel {
  /** The sections that speak of the plugin, the most specific first. */
  readonly sections: readonly string[];
  readonly settings: readonly ExplainedSetting[];
}

/** What each level of a policy says of one plugin, and where; the outermost first. */
export function explainPolicy(policy: Policy, name: string): readonly ExplainedLevel[] {
  return outermostFirst(policy).map((each, at) => explainLevel(each, { name, isOutermost: at === 0 }));
}

function explainLevel(
  policy: Policy,
  { name, isOutermost }: { readonly name: string; readonly isOutermost: boolean },
): ExplainedLevel {
  const sections = sectionsFor(policy, name);
  const lookUp = (
    key: string,
    valueOf: (settings: PolicySettings) => unknown,
  ): readonly ExplainedSetting[] => {
    const section = sections.find(({ settings }) => valueOf(settings) !== undefined);
    return section === undefined
      ? []
      : [{ key, value: show(valueOf(section.settings)), from: nameOf(section) }];
  };
  const ruleIds = new Set(sections.flatMap(({ settings }) => [...settings.rules.keys()]));
  const limits = Object.entries(policy.limits).map(([key, value]) => ({
    key: `limits.${key}`,
    value: String(value),
    from: TOP,
  }));
  return {
    sections: sections.map(nameOf),
    settings: [
      ...strictness(sections, isOutermost),
      ...[...ruleIds].toSorted().flatMap((id) => lookUp(`rules.${id}`, ({ rules }) => rules.get(id))),
      ...LISTS.flatMap((key) => lookUp(key, (settings) => settings[key])),
      ...CAPABILITY_KINDS.flatMap((kind) =>
        lookUp(`capabilities.${kind}`, ({ capabilities }) => capabilities[kind]),
      ),
      ...lookUp('minimumReleaseAge', ({ minimumReleaseAge: age }) => age && `${age / HOUR}h`),
      ...limits,
    ],
  };
}

const TOP = 'top';
const HOUR = 3_600_000;
const LISTS = ['allowedExtensions', 'deniedExtensions', 'allowedTypes', 'deniedTypes'] as const;

function nameOf({ at }: Section): string {
  return at === '' ? TOP : at;
}

/** The profile, and the limit that follows from it or goes before it. */
function strictness(sections: readonly Section[], isOutermost: boolean): readonly ExplainedSetting[] {
  const naming = sections.find(({ settings }) => settings.profile !== undefined);
  const limiting = sections.find(({ settings }) => settings.failOn ?? settings.profile);
  const fallback = isOutermost ? DEFAULT_PROFILE : undefined;
  const profile = naming?.settings.profile ?? fallback;
  const byProfile = limiting?.settings.profile ?? fallback;
  const failOn = limiting?.settings.failOn ?? (byProfile === undefined ? undefined : FAIL_ON[byProfile]);
  return [
    ...(profile === undefined
      ? []
      : [{ key: 'profile', value: profile, from: naming === undefined ? 'default' : nameOf(naming) }]),
    ...(failOn === undefined
      ? []
      : [
          {
            key: 'failOn',
            value: failOn,
            from: limiting?.settings.failOn === undefined ? `profile ${byProfile ?? ''}` : nameOf(limiting),
          },
        ]),
  ];
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
