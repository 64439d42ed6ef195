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

/** A schema, what it stands for elsewhere, and each of its forms. */
function branchesOf(schema: JsonSchema): readonly JsonSchema[] {
  const { $ref = '', anyOf = [] } = schema;
  const named = policyJsonSchema().$defs?.[$ref.replace('#/$defs/', '')];
  const others = [named, ...anyOf].filter((each) => typeof each === 'object');
  return [schema, ...others.flatMap(branchesOf)];
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
