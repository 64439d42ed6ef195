import { z } from 'zod';
import { policySchema } from './policy-schema.ts';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The schema of `vault.policy.yaml`, for editors and for other tools. */
export function policyJsonSchema(): JsonSchema {
  return z.toJSONSchema(policySchema, { io: 'input' });
}

/** The keys that may stand at a place of the policy; none where it holds no keys, or any. */
export function knownKeysAt(path: readonly string[]): readonly string[] {
  let schemas: readonly JsonSchema[] = [policyJsonSchema()];
  for (const key of path) schemas = schemas.flatMap(branchesOf).flatMap((schema) => childOf(schema, key));
  return schemas.flatMap(branchesOf).flatMap(({ properties = {} }) => Object.keys(properties));
}

function branchesOf(schema: JsonSchema): readonly JsonSchema[] {
  return [schema, ...(schema.anyOf ?? []).filter((branch) => typeof branch === 'object')];
}

function childOf(
  { properties = {}, items, additionalProperties }: JsonSchema,
  key: string,
): readonly JsonSchema[] {
  const children = [
    Object.hasOwn(properties, key) ? properties[key] : undefined,
    items,
    additionalProperties,
  ];
  return children.flatMap((child) => (typeof child === 'object' && !Array.isArray(child) ? [child] : []));
}
