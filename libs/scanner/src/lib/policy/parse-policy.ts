import type { VaultError } from '@ragnos-vault/errors';
import type { z } from 'zod';
import { RULES } from '../catalogue.ts';
import { knownKeysAt } from './known-keys.ts';
import { parseSettings, type Saying } from './parse-settings.ts';
import { readPolicyYaml } from './parse-policy-yaml.ts';
import type { Policy, PolicySettings } from './policy.ts';
import { invalidPolicy, unknownKey } from './policy-error.ts';
import { policySchema, type SaidSettings } from './policy-schema.ts';

/**
 * Reads a policy written in YAML (or JSON, which is YAML). Nothing is guessed: an unknown key is refused, because a
 * misspelt rule that is dropped in silence is worse than no policy. A waiver that reaches too far from `now` is refused.
 *
 * @throws ERR_CONFIG_INVALID naming the key, and for an unknown key the nearest known one.
 */
export function parsePolicy(text: string, now: Date): Policy {
  const parsed = policySchema.safeParse(readPolicyYaml(text));
  if (!parsed.success) throw refusal(parsed.error);
  const said = parsed.data;
  delete said.$schema;
  return {
    ...said,
    ...parseSettings(said, { at: [], now }),
    vendors: toSections(said.vendors, { at: ['vendors'], now }),
    plugins: toSections(said.plugins, { at: ['plugins'], now }),
  } as Policy;
}

function toSections(
  said: Readonly<Record<string, SaidSettings>>,
  { at, now }: Saying,
): ReadonlyMap<string, PolicySettings> {
  const sections = Object.entries(said);
  return new Map(sections.map(([key, each]) => [key, parseSettings(each, { at: [...at, key], now })]));
}

type Issue = z.core.$ZodIssue;

function refusal(error: z.ZodError): VaultError {
  const [first] = error.issues;
  if (first === undefined) return invalidPolicy([], '', error);
  const { issue, path } = innermost(first, []);
  if (issue.code === 'unrecognized_keys') return unknownAt([...path, issue.keys[0] ?? ''], error);
  const isRule = path.at(-2) === 'rules' || path.at(-1) === 'rule';
  if (isRule && issue.code === 'invalid_value' && path.at(-1) === 'rule')
    return invalidPolicy(path, 'there is no such rule', error);
  if (issue.code === 'invalid_key' && path.at(-2) === 'rules')
    return unknownKey(
      path,
      RULES.map(({ id }) => id),
      error,
    );
  const [inKey] = issue.code === 'invalid_key' ? issue.issues : [];
  return invalidPolicy(path, inKey?.message ?? issue.message, error);
}

function unknownAt(path: readonly string[], error: z.ZodError): VaultError {
  const parent = path.slice(0, -1);
  const known = parent.at(-1) === 'rules' ? RULES.map(({ id }) => id) : knownKeysAt(parent);
  return unknownKey(path, known, error);
}

/** Of what none of several forms fits, the fault in the form that was meant: the one which fits farthest. */
function innermost(
  issue: Issue,
  outer: readonly string[],
): { readonly issue: Issue; readonly path: readonly string[] } {
  const path = [...outer, ...issue.path.map(String)];
  if (issue.code !== 'invalid_union') return { issue, path };
  const meant = issue.errors.find(
    ([first]) => first !== undefined && (first.path.length > 0 || first.code === 'unrecognized_keys'),
  );
  const [inner] = meant ?? [];
  return inner === undefined ? { issue, path } : innermost(inner, path);
}
