import { VaultError } from '@ragnos-vault/errors';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { SEVERITIES } from '../severity.ts';
import { nearestKey } from './nearest-key.ts';
import type { Policy } from './policy.ts';

const allowEntry = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
  reason: z.string().optional(),
});

const count = z.int().positive();

const limits = z.strictObject({
  maxMembers: count.optional(),
  maxDepth: count.optional(),
  maxPathLength: count.optional(),
  maxMemberSize: count.optional(),
  maxTotalSize: count.optional(),
  maxRatio: z.number().positive().optional(),
});

const policy = z.strictObject({
  version: z.literal(1),
  failOn: z.enum(SEVERITIES).default('high'),
  allow: z.array(allowEntry).default([]),
  limits: limits.default({}),
});

/** The keys that may stand where an unknown one stood. */
const KNOWN_KEYS = new Map<string, readonly string[]>([
  ['', Object.keys(policy.shape)],
  ['allow', Object.keys(allowEntry.shape)],
  ['limits', Object.keys(limits.shape)],
]);

/**
 * Reads a policy written in YAML (or JSON, which is YAML). Nothing is guessed: an unknown key is refused, because a
 * misspelt rule that is dropped in silence is worse than no policy.
 *
 * @throws ERR_CONFIG_INVALID naming the key, and for an unknown key the nearest known one.
 */
export function parsePolicy(text: string): Policy {
  const parsed = policy.safeParse(readYaml(text));
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data as Policy;
}

function readYaml(text: string): unknown {
  const document = parseDocument(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw notYaml(problem);
  try {
    return document.toJS();
  } catch (cause) {
    throw notYaml(cause);
  }
}

function notYaml(cause: unknown): VaultError {
  const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return new VaultError('ERR_CONFIG_INVALID', `the policy is not valid YAML: ${reason}`, { cause });
}

function invalid(error: z.ZodError): VaultError {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === 'unrecognized_keys') return unknownKey(path, issue.keys[0] ?? '', error);
  const key = path.length === 0 ? 'the policy' : `\`${path.join('.')}\``;
  return new VaultError('ERR_CONFIG_INVALID', `${key} of the policy is not valid: ${issue?.message ?? ''}`, {
    facts: { key: path.join('.') },
    cause: error,
  });
}

function unknownKey(path: readonly string[], name: string, cause: unknown): VaultError {
  const key = [...path, name].join('.');
  const nearest = nearestKey(name, KNOWN_KEYS.get(path[0] ?? '') ?? []);
  const advice = nearest === undefined ? '' : `, did you mean \`${nearest}\``;
  return new VaultError('ERR_CONFIG_INVALID', `unknown key \`${key}\` in the policy${advice}`, {
    facts: { key, ...(nearest === undefined ? {} : { nearest }) },
    cause,
  });
}
