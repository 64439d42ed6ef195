import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { signerFromPrivateKey } from '@ragnos-vault/crypto';
import { newSigner, trustedVersion, WAYS_TO_PLAY } from '@ragnos-vault/testing';

interface WireSignature {
  keyid: string;
  sig: string;
}

function withSignatures(
  bytes: Uint8Array,
  change: (signatures: WireSignature[]) => WireSignature[],
): Uint8Array {
  const { signatures, signed } = JSON.parse(Buffer.from(bytes).toString()) as {
    signatures: WireSignature[];
    signed: unknown;
  };
  return Buffer.from(JSON.stringify({ signatures: change(signatures), signed }));
}

const KEYS: readonly (readonly [string, () => KeyObject])[] = [
  ['rsa/rsassa-pss-sha256', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
  ['ecdsa/ecdsa-sha2-nistp256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['ed25519/ed25519', () => generateKeyPairSync('ed25519').privateKey],
];

// The scenarios of tuf-conformance test_keys.py, by their names there; the code is ours.
describe.each(WAYS_TO_PLAY)('tuf-conformance test_keys, %s', (_way, play) => {
  it(
    'test_snapshot_does_not_meet_threshold',
    play(async ({ repo, client }) => {
      repo.root.roles['snapshot']!.threshold = 3;
      for (let key = 0; key < 2; key += 1) repo.addKey('snapshot');
      await repo.publish('root', 'targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      repo.signers.get('snapshot')!.pop();
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'snapshot')).toBe(2);
    }),
  );

  it(
    'test_snapshot_has_too_few_keys',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      for (let key = 0; key < 4; key += 1) repo.addKey('snapshot');
      repo.root.roles['snapshot']!.threshold = 6;
      await repo.publish('root', 'snapshot', 'timestamp');
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'root')).toBe(2);
      expect(await trustedVersion(client, 'snapshot')).toBeUndefined();
    }),
  );

  it(
    'test_duplicate_keys',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      const signer = newSigner();
      repo.addKey('snapshot', signer);
      repo.root.roles['snapshot']!.keyids.push(...Array.from({ length: 8 }, () => signer.keyId));
      repo.root.roles['snapshot']!.threshold = 6;
      await repo.publish('root', 'snapshot', 'timestamp');
      const again = (list: WireSignature[]) => [...list, ...Array.from({ length: 8 }, () => list.at(-1)!)];
      repo.files.set('2.snapshot', withSignatures(repo.fileOf('2.snapshot'), again));
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'snapshot')).toBeUndefined();
    }),
  );

  it(
    'test_duplicate_sig_keyids',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      repo.files.set(
        '1.snapshot',
        withSignatures(repo.fileOf('1.snapshot'), (list) => [...list, list[0]!]),
      );
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'snapshot')).toBeUndefined();
    }),
  );

  it.each(KEYS)('test_keytype_and_scheme[%s]', (_name, newKey) =>
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      const signer = signerFromPrivateKey(newKey());
      repo.addKey('root', signer);
      repo.root.roles['root']!.threshold += 1;
      await repo.publish('root');
      expect(await client.refresh()).toBe(0);
      expect(await trustedVersion(client, 'root')).toBe(2);
      await repo.publish('root');
      const plausible = Buffer.from(await signer.sign(Buffer.from('something else'))).toString('hex');
      const forged = (list: WireSignature[]) =>
        list.map((each) => (each.keyid === signer.keyId ? { ...each, sig: plausible } : each));
      repo.files.set('3.root', withSignatures(repo.fileOf('3.root'), forged));
      expect(await client.refresh()).toBe(1);
      expect(await trustedVersion(client, 'root')).toBe(2);
    })(),
  );

  it(
    'test_invalid_sig_in_valid_metadata',
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      const [{ keyId } = newSigner()] = repo.signers.get('timestamp') ?? [];
      repo.addKey('timestamp');
      await repo.publish('root');
      for (const sig of ['ab'.repeat(64), '']) {
        await repo.publish('timestamp');
        const spoilt = (list: WireSignature[]) =>
          list.map((each) => (each.keyid === keyId ? { ...each, sig } : each));
        repo.files.set('timestamp', withSignatures(repo.fileOf('timestamp'), spoilt));
        expect(await client.refresh()).toBe(0);
        expect(await trustedVersion(client, 'timestamp')).toBe(repo.timestamp.version);
      }
    }),
  );
});
