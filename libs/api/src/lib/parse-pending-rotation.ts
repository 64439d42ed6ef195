import { parseJson } from '@ragnos-vault/crypto';
import type { JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';

/** A root whose publication was begun: enough to finish it after a crash. It never leaves the vault. */
export interface PendingRotation {
  /** The signed root. */
  readonly draft: Uint8Array;
  /** The signer URIs that each role has when all is done. */
  readonly signers: ReadonlyMap<string, readonly string[]>;
  /** The keys that these replace are not to be used any more. */
  readonly lost: boolean;
}

export function encodePendingRotation({ draft, signers, lost }: PendingRotation): Uint8Array {
  const root = new TextDecoder().decode(draft);
  return new TextEncoder().encode(
    `${JSON.stringify({ lost, signers: Object.fromEntries(signers), root }, undefined, 2)}\n`,
  );
}

/** @throws ERR_CONFIG_INVALID */
export function parsePendingRotation(bytes: Uint8Array, path: string): PendingRotation {
  const { lost, signers, root } = fieldsOf(parseJson(bytes));
  const entries = Object.entries(fieldsOf(signers));
  if (typeof root !== 'string' || typeof lost !== 'boolean' || !entries.every(([, uris]) => isTexts(uris))) {
    throw new VaultError('ERR_CONFIG_INVALID', `this is no rotation that was begun: ${path}`, {
      facts: { file: path },
    });
  }
  return {
    draft: new TextEncoder().encode(root),
    signers: new Map(entries.map(([role, uris]) => [role, uris as readonly string[]])),
    lost,
  };
}

function fieldsOf(value: JsonValue | undefined): Readonly<Record<string, JsonValue | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)
    : {};
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
