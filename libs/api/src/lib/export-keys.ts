import { exportKey, parsePrivateKey, publicKeyOf, keyIdOf } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { openVault, type OpenVaultInput } from './open-vault.ts';
import { assertNoRootKey } from './signing-keys.ts';

/** A private key, for a secret store. */
export interface ExportedKey {
  readonly keyId: string;
  /** The roles that `vault.yaml` has it sign. */
  readonly roles: readonly string[];
  /** PKCS#8, not encrypted. */
  readonly pem: string;
}

/**
 * The keys of a vault that sign without a ceremony, as many as are at hand: all but those of root.
 *
 * @throws ERR_SIGNER_UNAVAILABLE where none is at hand; ERR_ROOT_KEY_ONLINE where root shares one of them; ERR_PASSPHRASE,
 * ERR_KEY_PERMISSIONS, what `openVault` throws
 */
export async function exportOnlineKeys(input: OpenVaultInput): Promise<readonly ExportedKey[]> {
  const session = await openVault(input);
  const { targets, snapshot, timestamp } = session.config.roles;
  const vendors = Object.entries(session.config.vendors ?? {}).map(
    ([name, role]) => [`vendor-${name}`, role] as const,
  );
  const keys = new Map<string, ExportedKey>();
  for (const [role, { signers }] of [...Object.entries({ targets, snapshot, timestamp }), ...vendors]) {
    for (const uri of signers) {
      const key = await exportPresent(uri, { ...input, dir: session.dir, role });
      if (key === undefined) continue;
      const roles = [...(keys.get(key.keyId)?.roles ?? []), role];
      keys.set(key.keyId, { ...key, roles });
    }
  }
  if (keys.size === 0) throw new VaultError('ERR_SIGNER_UNAVAILABLE', 'no key but those of root is at hand');
  await assertNoRootKey([...keys.keys()], { ...session, ...session.ports });
  return [...keys.values()];
}

/** A key that is elsewhere is not exported from here. */
async function exportPresent(
  uri: string,
  { dir, role, env, passphrase }: Omit<OpenVaultInput, 'repoDir'> & { dir: string; role: string },
): Promise<Omit<ExportedKey, 'roles'> | undefined> {
  try {
    const pem = await exportKey(uri, { baseDir: dir, env, passphrase: () => passphrase(role) });
    return { keyId: keyIdOf(publicKeyOf(parsePrivateKey(pem))), pem };
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_SIGNER_UNAVAILABLE') return undefined;
    throw error;
  }
}
