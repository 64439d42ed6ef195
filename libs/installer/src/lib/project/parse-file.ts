import { parseJson } from '@ragnos-vault/crypto';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import type { z } from 'zod';

/** Reads a strict JSON file of the project by its schema. @throws ERR_CONFIG_INVALID, with the place of what is wrong */
export function parseFile<T extends z.ZodType>(
  bytes: Uint8Array,
  { schema, name }: { readonly schema: T; readonly name: string },
): z.infer<T> {
  const { data, error } = schema.safeParse(parseText(bytes, name));
  if (error === undefined) return data;
  const [issue] = error.issues;
  const key = issue?.path.map(String).join('.') ?? '';
  throw new VaultError(
    'ERR_CONFIG_INVALID',
    `${name}${key === '' ? '' : `, ${key}`}: ${lowerFirst(issue?.message ?? 'is not valid')}`,
    { facts: { file: name, key } },
  );
}

function parseText(bytes: Uint8Array, name: string): unknown {
  try {
    return parseJson(bytes);
  } catch (cause) {
    const { message } = toVaultError(cause);
    throw new VaultError('ERR_CONFIG_INVALID', `${name}: ${message}`, { facts: { file: name }, cause });
  }
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
