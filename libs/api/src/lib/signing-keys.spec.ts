import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePrivateKey, generatePrivateKey, publicKeyOf, keyIdOf } from '@ragnos-vault/crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportOnlineKeys } from './export-keys.ts';
import { parseSigningKeys } from './signing-keys.ts';
import { initVault, publishPlugins } from './vault-session.ts';

const NOW = new Date();
const NO_PASSPHRASE = { passphrase: () => Promise.resolve(undefined), env: {} };

let folder = '';
let repoDir = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signing-keys-'));
  repoDir = join(folder, 'vault');
  await initVault({ repoDir, keyType: 'ed25519', threshold: 1, now: NOW });
  await mkdir(join(folder, 'hello'));
  await writeFile(
    join(folder, 'hello', 'package.json'),
    JSON.stringify({ name: '@acme/hello', version: '1.0.0', main: 'index.js' }),
  );
  await writeFile(join(folder, 'hello', 'index.js'), 'exports.hello = 1;\n');
});
afterEach(() => rm(folder, { recursive: true }));

async function secretOf(): Promise<string> {
  const keys = await exportOnlineKeys({ repoDir, ...NO_PASSPHRASE });
  return keys.map(({ pem }) => pem).join('\n');
}

/** What a CI checks out: no key is in it. */
async function checkOut(): Promise<string> {
  const copy = join(folder, 'checkout');
  await cp(repoDir, copy, { recursive: true });
  await rm(join(copy, 'keys'), { recursive: true });
  return copy;
}

function publish(dir: string, secret: string) {
  const signingKeys = parseSigningKeys(secret);
  return publishPlugins({
    ...{ repoDir: dir, plugins: [join(folder, 'hello')], signingKeys, now: NOW },
    ...NO_PASSPHRASE,
  });
}

describe('signing keys', () => {
  it('are those of every role but root, and sign where there is no key file', async () => {
    const keys = await exportOnlineKeys({ repoDir, ...NO_PASSPHRASE });
    expect(keys.flatMap(({ roles }) => roles)).toEqual(['targets', 'snapshot', 'timestamp']);
    const report = await publish(await checkOut(), await secretOf());
    expect(report).toMatchObject({ status: 'published', versions: { timestamp: 2 } });
  });

  it('may hold keys that nobody trusts, in any order', async () => {
    const other = await encodePrivateKey(await generatePrivateKey('ed25519'));
    await expect(publish(await checkOut(), `${other}\n${await secretOf()}`)).resolves.toMatchObject({
      status: 'published',
    });
  });

  it('are refused where a root key is among them, and nothing is written', async () => {
    const dir = await checkOut();
    const root = await readFile(join(repoDir, 'keys', 'root.pem'), 'utf8');
    const before = await readFile(join(dir, 'repository', 'metadata', 'timestamp.json'));
    await expect(publish(dir, `${await secretOf()}\n${root}`)).rejects.toMatchObject({
      code: 'ERR_ROOT_KEY_ONLINE',
    });
    expect(await readFile(join(dir, 'repository', 'metadata', 'timestamp.json'))).toEqual(before);
  });

  it('are too few where one is missing, and nothing is written', async () => {
    const dir = await checkOut();
    const [first] = await exportOnlineKeys({ repoDir, ...NO_PASSPHRASE });
    const before = await readFile(join(dir, 'repository', 'metadata', 'timestamp.json'));
    await expect(publish(dir, first!.pem)).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
    expect(await readFile(join(dir, 'repository', 'metadata', 'timestamp.json'))).toEqual(before);
  });
});

describe('parseSigningKeys', () => {
  it.each([
    ['nothing', '', 'ERR_KEY_INVALID'],
    ['a password', 'hunter2', 'ERR_KEY_INVALID'],
    [
      'a block without a key',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      'ERR_KEY_INVALID',
    ],
  ])('refuses %s, and repeats none of it', (_, text, code) => {
    const parse = () => parseSigningKeys(text);
    expect(parse).toThrow(expect.objectContaining({ code }));
    expect(parse).toThrow(expect.not.objectContaining({ message: expect.stringMatching(/hunter2|AAAA/) }));
  });

  it('refuses what stands between the keys', async () => {
    const pem = await encodePrivateKey(await generatePrivateKey('ed25519'));
    expect(() => parseSigningKeys(`${pem}\nhunter2\n${pem}`)).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_INVALID' }),
    );
  });

  it('refuses an encrypted key, and says which', async () => {
    const [plain, locked] = [await generatePrivateKey('ed25519'), await generatePrivateKey('ed25519')];
    const text = `${await encodePrivateKey(plain)}${await encodePrivateKey(locked, 'open sesame')}`;
    expect(() => parseSigningKeys(text)).toThrow(
      expect.objectContaining({ code: 'ERR_PASSPHRASE', facts: expect.objectContaining({ number: 2 }) }),
    );
  });

  it('takes Windows line ends', async () => {
    const key = await generatePrivateKey('ed25519');
    const text = (await encodePrivateKey(key)).replaceAll('\n', '\r\n');
    expect(parseSigningKeys(text).map(({ keyId }) => keyId)).toEqual([keyIdOf(publicKeyOf(key))]);
  });
});
