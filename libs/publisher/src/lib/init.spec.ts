import { describe, expect, it } from '@jest/globals';
import { parsePrivateKey, publicKeyOf } from '@ragnos-vault/crypto';
import { parseTrustedRoot } from '@ragnos-vault/metadata';
import type { VaultFile } from '@ragnos-vault/storage';
import { init, type InitInput, type InitReport } from './init.ts';
import { parseVaultConfig, roleConfig } from './parse-vault-config.ts';

const NOW = new Date('2030-01-01T00:00:00Z');

async function made(
  input: Partial<InitInput>,
): Promise<{ files: ReadonlyMap<string, VaultFile>; report: InitReport }> {
  let files: ReadonlyMap<string, VaultFile> = new Map();
  const report = await init({ keyType: 'ed25519', threshold: 1, now: NOW, ...input }, (created) => {
    files = created;
    return Promise.resolve();
  });
  return { files, report };
}

const textOf = (file: VaultFile | undefined): string => Buffer.from(file?.bytes ?? []).toString();

describe('init', () => {
  it.each(['rsa', 'ed25519', 'ecdsa'] as const)(
    'makes four %s keys and a root that names them',
    async (keyType) => {
      const { files, report } = await made({ keyType });
      const root = parseTrustedRoot(files.get('root.json')!.bytes).signed;
      expect(report.keys.map(({ role, uri }) => [role, uri])).toEqual(
        ['root', 'targets', 'snapshot', 'timestamp'].map((role) => [role, `file2:keys/${role}.pem`]),
      );
      for (const { role, keyId } of report.keys) {
        expect(root.roles.get(role)).toEqual({ keyIds: [keyId], threshold: 1 });
        const key = publicKeyOf(parsePrivateKey(textOf(files.get(`keys/${role}.pem`))));
        expect(key).toEqual(root.keys.get(keyId));
        expect(key.keytype).toBe(keyType);
      }
      expect(files.get('root.json')!.bytes).toEqual(files.get('repository/metadata/1.root.json')!.bytes);
    },
  );

  it('makes as many root keys as the threshold, all needed', async () => {
    const { files, report } = await made({ threshold: 3 });
    expect(report.keys.filter(({ role }) => role === 'root').map(({ uri }) => uri)).toEqual(
      [1, 2, 3].map((n) => `file2:keys/root-${n}.pem`),
    );
    expect(parseTrustedRoot(files.get('root.json')!.bytes).signed.roles.get('root')).toMatchObject({
      threshold: 3,
    });
  });

  it('writes every private file for its owner only, and a vault.yaml that can be read back', async () => {
    const { files } = await made({});
    for (const [path, { mode }] of files)
      expect([path, mode]).toEqual([path, path.startsWith('keys/') ? 0o600 : 0o644]);
    const config = parseVaultConfig(textOf(files.get('vault.yaml')));
    expect(config.roles.timestamp).toEqual({
      expires: 14 * 86_400_000,
      signing: 13 * 86_400_000,
      signers: ['file2:keys/timestamp.pem'],
    });
    expect(textOf(files.get('keys/.gitignore'))).toBe('*\n');
  });

  it('encrypts every key with its passphrase', async () => {
    const { files } = await made({ passphrase: (role) => Promise.resolve(`secret of ${role}`) });
    const pem = textOf(files.get('keys/targets.pem'));
    expect(pem).toContain('ENCRYPTED');
    expect(parsePrivateKey(pem, 'secret of targets').type).toBe('private');
    expect(() => parsePrivateKey(pem, 'secret of root')).toThrow(
      expect.objectContaining({ code: 'ERR_PASSPHRASE' }),
    );
  });

  it.each([0, -1, 1.5, 17, Number.NaN])(
    'refuses a threshold of %d before any key is made',
    async (threshold) => {
      await expect(made({ threshold })).rejects.toMatchObject({ code: 'ERR_USAGE' });
    },
  );
});

describe('vault.yaml', () => {
  const role = 'expires: 1d, signers: [file2:a]';
  const valid = `version: 1\nstore: repository\nroles: { root: {${role}}, targets: {${role}}, snapshot: {${role}}, timestamp: {${role}} }\n`;

  it('is read', () => {
    expect(parseVaultConfig(valid).roles.root).toEqual({
      expires: 86_400_000,
      signing: 43_200_000,
      signers: ['file2:a'],
    });
  });

  it('may leave root keys and those of a vendor elsewhere', () => {
    const config = parseVaultConfig(
      `${valid.replace('[file2:a]', '[]')}vendors: { acme: { expires: 60d, signers: [] } }\n`,
    );
    expect(config.roles.root.signers).toEqual([]);
    expect(roleConfig(config, 'bins-acme-3f')).toMatchObject({ expires: 60 * 86_400_000, signers: [] });
  });

  it.each([
    ['an unknown key', valid.replace('store:', 'stores: x\nstore:')],
    ['an unknown store', valid.replace('repository', 'cloud')],
    ['another version', valid.replace('version: 1', 'version: 2')],
    ['a lifetime without a unit', valid.replace('1d', '1')],
    ['an online role without signers', valid.replace(/(timestamp: .*)\[file2:a\]/, '$1[]')],
    ['a window longer than the lifetime', valid.replace('expires: 1d', 'expires: 1d, signing: 2d')],
    ['a vendor whose name leaves the folder', `${valid}vendors: { ../x: { ${role} } }\n`],
    ['no roles', 'version: 1\nstore: repository\n'],
    ['text that is no YAML', 'a: [b'],
  ])('with %s is refused', (_name, text) => {
    expect(() => parseVaultConfig(text)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }));
  });
});
