import type { JsonObject, Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import {
  delegatedKeysOf,
  delegatorOf,
  isTopLevel,
  keysOf,
  signingRoleOf,
  signRole,
} from '@ragnos-vault/metadata';
import type { LiveRepository, Root, SigningKeys } from '@ragnos-vault/metadata';
import type { EditPorts, RepositoryEdit } from './repository-edit.ts';

export interface SignInput {
  readonly role: string;
  readonly signed: JsonObject;
  readonly version: number;
  /** Every one of these must be satisfied: while a role's keys change, the old and the new ones sign. */
  readonly trust: readonly SigningKeys[];
}

/**
 * Signs a role with every key at hand that counts, and refuses where they are too few.
 *
 * @throws ERR_SIGNER_UNAVAILABLE naming the role; what the signer throws.
 */
export async function signWithKeys(input: SignInput, ports: EditPorts): Promise<Uint8Array> {
  const { role, trust } = input;
  const signers = await trustedSigners(input, ports);
  for (const { keyIds, threshold } of trust) {
    const available = signers.filter(({ keyId }) => keyIds.includes(keyId)).length;
    if (available < threshold) throw unavailable(role, threshold, available);
  }
  return sign(input, signers, ports);
}

/** The same for a draft: signatures that are missing are added to it elsewhere. */
export async function signAsFarAsPossible(input: SignInput, ports: EditPorts): Promise<Uint8Array> {
  return sign(input, await trustedSigners(input, ports), ports);
}

/** One key in two files of `vault.yaml` is one key. */
async function trustedSigners({ role, trust }: SignInput, ports: EditPorts): Promise<readonly Signer[]> {
  const signers = await ports.openSigners(signingRoleOf(role));
  const trusted = signers.filter(({ keyId }) => trust.some(({ keyIds }) => keyIds.includes(keyId)));
  return [...new Map(trusted.map((signer) => [signer.keyId, signer])).values()];
}

async function sign(
  { role, version, signed }: SignInput,
  signers: readonly Signer[],
  ports: EditPorts,
): Promise<Uint8Array> {
  const bytes = await signRole(signed, signers);
  if (signers.length > 0) ports.onEvent?.({ type: 'signed', role, version });
  return bytes;
}

/** Who must sign a role once the edit is live. */
export async function trustAfter(
  role: string,
  {
    edit,
    repository,
    nextRoot,
  }: { edit: RepositoryEdit; repository: LiveRepository; nextRoot?: Root | undefined },
): Promise<readonly SigningKeys[]> {
  if (isTopLevel(role)) {
    const { signed: root } = repository.state.root;
    return [keysOf(root, role), ...(nextRoot === undefined ? [] : [keysOf(nextRoot, role)])];
  }
  const delegator = delegatorOf(role);
  const changed = edit.roles.get(delegator) ?? edit.signed?.get(delegator)?.signed;
  if (changed === undefined) return [await repository.trustOf(role)];
  const trust = delegatedKeysOf(changed.delegations, role);
  if (trust !== undefined) return [trust];
  throw new VaultError('ERR_VENDOR_UNKNOWN', `nobody delegates to ${role}`, { facts: { role } });
}

function unavailable(role: string, threshold: number, available: number): VaultError {
  return new VaultError(
    'ERR_SIGNER_UNAVAILABLE',
    `${role} needs ${threshold} of its keys, vault.yaml gives ${available}`,
    {
      facts: { role, threshold, available },
    },
  );
}
