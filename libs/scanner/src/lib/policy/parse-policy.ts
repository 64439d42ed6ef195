import { VaultError } from '@ragnos-vault/errors';
import type { z } from 'zod';
import { RULES } from '../catalogue.ts';
import { isAtLeast } from '../severity.ts';
import { isFinalRule } from './final-rules.ts';
import { knownKeysAt } from './known-keys.ts';
import { nearestKey } from './nearest-key.ts';
import { readPolicyYaml } from './parse-policy-yaml.ts';
import type { Policy, RuleSetting } from './policy.ts';
import { policySchema } from './policy-schema.ts';

/**
 * Reads a policy written in YAML (or JSON, which is YAML). Nothing is guessed: an unknown key is refused, because a
 * misspelt rule that is dropped in silence is worse than no policy.
 *
 * @throws ERR_CONFIG_INVALID naming the key, and for an unknown key the nearest known one.
 */
export function parsePolicy(text: string): Policy {
  const parsed = policySchema.safeParse(readPolicyYaml(text));
  if (!parsed.success) throw invalid(parsed.error);
  const { data } = parsed;
  const said = Object.entries(data).filter(([key]) => key !== '$schema');
  return { ...Object.fromEntries(said), rules: toRules(data.rules, ['rules']) } as Policy;
}

function toRules(
  said: Readonly<Record<string, RuleSetting>>,
  path: readonly string[],
): ReadonlyMap<string, RuleSetting> {
  const rules = new Map(Object.entries(said));
  for (const [id, setting] of rules) {
    const rule = RULES.find((each) => each.id === id);
    if (rule === undefined)
      throw unknownKey(
        [...path, id],
        RULES.map((each) => each.id),
      );
    if (!isFinalRule(id) || (setting !== 'off' && isAtLeast(setting, rule.severity))) continue;
    const key = [...path, id].join('.');
    throw new VaultError('ERR_CONFIG_INVALID', `no policy lowers this rule: \`${key}\``, { facts: { key } });
  }
  return rules;
}

function invalid(error: z.ZodError): VaultError {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === 'unrecognized_keys')
    return unknownKey([...path, issue.keys[0] ?? ''], knownKeysAt(path), error);
  const key = path.length === 0 ? 'the policy' : `\`${path.join('.')}\``;
  return new VaultError('ERR_CONFIG_INVALID', `${key} of the policy is not valid: ${issue?.message ?? ''}`, {
    facts: { key: path.join('.') },
    cause: error,
  });
}

function unknownKey(path: readonly string[], known: readonly string[], cause?: unknown): VaultError {
  const key = path.join('.');
  const nearest = nearestKey(path.at(-1) ?? '', known);
  const advice = nearest === undefined ? '' : `, did you mean \`${nearest}\``;
  return new VaultError('ERR_CONFIG_INVALID', `unknown key \`${key}\` in the policy${advice}`, {
    facts: { key, ...(nearest === undefined ? {} : { nearest }) },
    cause,
  });
}
