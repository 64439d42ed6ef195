import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { signerFromPrivateKey } from '@ragnos-vault/crypto';
import type { JsonObject, Signer } from '@ragnos-vault/crypto';
import { type ConformanceRepository, WAYS_TO_PLAY } from '@ragnos-vault/testing';

const newEcdsaSigner = (): Signer =>
  signerFromPrivateKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

/** A file of two keys of which one has not signed: both tools have published such, with an empty signature. */
function withEmptySignature(repo: ConformanceRepository, name: string): void {
  const document = JSON.parse(Buffer.from(repo.fileOf(name)).toString()) as {
    signatures: readonly JsonObject[];
  };
  const signatures = [...document.signatures, { keyid: 'ab'.repeat(32), sig: '' }];
  repo.files.set(name, Buffer.from(JSON.stringify({ ...document, signatures })));
}

/** Every key and role says more than the specification knows, as the tool of that repository writes it. */
function describeKeys({ root }: ConformanceRepository, fields: JsonObject): void {
  for (const key of Object.values(root.keys)) Object.assign(key, fields);
  for (const role of Object.values(root.roles)) Object.assign(role, { 'x-expiry-period': 365 });
}

async function rotateRoot(
  repo: ConformanceRepository,
  role: string,
  signers: readonly Signer[],
): Promise<void> {
  const before = repo.signers.get('root') ?? [];
  repo.root.roles[role]!.keyids = [];
  repo.signers.set(role, []);
  for (const signer of signers) repo.addKey(role, signer);
  const now = repo.signers.get('root') ?? [];
  repo.signers.set('root', [...new Set([...before, ...now])]);
  await repo.publish('root');
  repo.signers.set('root', now);
}

// tuf-conformance plays two recorded repositories. Their data is not ours to copy, so these are made in the form of each.
describe.each(WAYS_TO_PLAY)('tuf-conformance test_static_repositories, %s', (_way, play) => {
  it(
    'test_static_repository[tuf-on-ci-0.11]',
    play(async ({ repo, client }) => {
      for (const role of Object.keys(repo.root.roles)) {
        await rotateRoot(repo, role, [newEcdsaSigner()]);
      }
      describeKeys(repo, { 'x-tuf-on-ci-keyowner': '@somebody' });
      repo.delegate('targets', { name: 'delegatedrole', paths: ['delegatedrole/*'], terminating: true });
      repo.addTarget('delegatedrole', 'delegatedrole/artifact', Buffer.from('an artifact'));
      await repo.publish('root', 'delegatedrole', 'targets', 'snapshot', 'timestamp');
      const { version } = repo.root;
      withEmptySignature(repo, `${version}.root`);
      withEmptySignature(repo, `${repo.targets.version}.targets`);
      await client.init(repo.fileOf(`${version}.root`));
      expect(await client.refresh()).toBe(0);
      expect(await client.download('delegatedrole/artifact')).toBe(0);
      expect(await client.download('delegatedrole/none')).toBe(1);
    }),
  );

  it(
    'test_static_repository[sigstore-root-signing]',
    play(async ({ repo, client }) => {
      const holders = Array.from({ length: 5 }, newEcdsaSigner);
      repo.root.roles['root']!.threshold = 3;
      await rotateRoot(repo, 'root', holders);
      const start = repo.root.version;
      describeKeys(repo, { keyid_hash_algorithms: ['sha256', 'sha512'] });
      await rotateRoot(repo, 'root', [...holders.slice(1), newEcdsaSigner()]);
      await rotateRoot(repo, 'timestamp', [newEcdsaSigner()]);
      await rotateRoot(repo, 'snapshot', [newEcdsaSigner()]);
      repo.delegate('targets', {
        name: 'registry.npmjs.org',
        paths: ['registry.npmjs.org/*'],
        terminating: true,
      });
      repo.addTarget('registry.npmjs.org', 'registry.npmjs.org/keys.json', Buffer.from('{"keys":[]}'));
      repo.hasMetaHashes = true;
      await repo.publishAll();
      await client.init(repo.fileOf(`${start}.root`));
      expect(await client.refresh()).toBe(0);
      expect(await client.download('registry.npmjs.org/keys.json')).toBe(0);
      expect(repo.metadataRequests.filter(([role]) => role === 'root')).toContainEqual(['root', start + 4]);
    }),
  );
});
