import { describe, expect, it } from '@jest/globals';
import { encodeVaultConfig, parseVaultConfig } from './parse-vault-config.ts';

const signers = new Map(
  (['root', 'targets', 'snapshot', 'timestamp'] as const).map((role) => [role, [`file2:${role}.pem`]]),
);
const text = encodeVaultConfig(signers);

describe('where vault.yaml says that the repository lies', () => {
  it.each(['repository', 'git:vault', 'git:plugins/v1'] as const)('may be %s', (store) => {
    expect(parseVaultConfig(encodeVaultConfig(signers, store)).store).toBe(store);
  });

  it('is the folder beside it where nothing is said', () => {
    expect(parseVaultConfig(text.replace(/^store: .*\n/m, '')).store).toBe('repository');
  });

  it.each(['git:', 'git:-f', 'git:--exec=x', 'git:a..b', 'git:HEAD', 'git:a b', 's3:bucket', 'GIT:vault'])(
    'is refused as %j',
    (store) => {
      expect(() => parseVaultConfig(text.replace(/^store: .*$/m, `store: ${JSON.stringify(store)}`))).toThrow(
        expect.objectContaining({ code: 'ERR_CONFIG_INVALID', facts: { file: 'vault.yaml', key: 'store' } }),
      );
    },
  );
});
