import { describe, expect, it } from '@jest/globals';
import { withoutRole, withSigners } from './edit-vault-config.ts';
import { encodeVaultConfig, parseVaultConfig, roleConfig } from './parse-vault-config.ts';

const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;
const TEXT = encodeVaultConfig(new Map(ROLES.map((role) => [role, [`file2:keys/${role}.pem`]])));

describe('the edits of vault.yaml', () => {
  it('change the signers of a role, and keep comments and all other roles', () => {
    const commented = TEXT.replace('  snapshot:', '  # online\n  snapshot:');
    const text = withSigners(commented, 'targets', ['file2:keys/new.pem']);
    expect(parseVaultConfig(text).roles.targets.signers).toEqual(['file2:keys/new.pem']);
    expect(text.replace('file2:keys/new.pem', 'file2:keys/targets.pem')).toBe(commented);
  });

  it('add a vendor, change it and take it out again', () => {
    const added = withSigners(TEXT, 'vendor-acme', ['file2:keys/vendor-acme.pem']);
    expect(roleConfig(parseVaultConfig(added), 'bins-acme-0')).toMatchObject({
      expires: 90 * 86_400_000,
      signing: 30 * 86_400_000,
      signers: ['file2:keys/vendor-acme.pem'],
    });
    const changed = withSigners(added, 'vendor-acme', []);
    expect(roleConfig(parseVaultConfig(changed), 'vendor-acme').signers).toEqual([]);
    expect(parseVaultConfig(withoutRole(changed, 'vendor-acme')).vendors).toEqual({});
  });

  it('refuse a file that is not valid', () => {
    expect(() => withSigners('version: 2\n', 'targets', [])).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }),
    );
  });
});
