import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodePrivateKey } from '../encode-private-key.ts';
import { publicKeyOf } from '../public-key.ts';
import { verifySignature } from '../verify-signature.ts';
import { openSigner } from './open-signer.ts';
import type { SignerContext } from './signer-context.ts';

const key = generateKeyPairSync('ed25519').privateKey;
const plain = key.export({ type: 'pkcs8', format: 'pem' }).toString();
const encrypted = key
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
  .toString();
const posixIt = process.platform === 'win32' ? it.skip : it;

let folder = '';
let asked = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signers-'));
  asked = 0;
});
afterEach(() => rm(folder, { recursive: true }));

function saveKey(path: string, pem: string): Promise<void> {
  return writeFile(path, pem, { mode: 0o600, flag: 'wx' });
}

function context(options: { passphrase?: string; env?: SignerContext['env'] } = {}): SignerContext {
  const passphrase = (): Promise<string | undefined> => {
    asked += 1;
    return Promise.resolve(options.passphrase);
  };
  return { baseDir: folder, env: options.env ?? {}, passphrase };
}

async function expectToSign(uri: string, within: SignerContext): Promise<void> {
  const signer = await openSigner(uri, within);
  const bytes = new TextEncoder().encode('plugin');
  expect(signer.publicKey).toEqual(publicKeyOf(key));
  expect(verifySignature({ key: signer.publicKey, bytes, signature: await signer.sign(bytes) })).toBe(true);
}

describe('file2:', () => {
  it('opens a key file, relative to the base folder or absolute, and asks for no passphrase', async () => {
    await mkdir(join(folder, 'keys'));
    await saveKey(join(folder, 'keys', 'root #1.pem'), plain);
    await expectToSign('file2:keys/root #1.pem', context());
    await expectToSign(`file2:${join(folder, 'keys', 'root #1.pem')}`, context());
    expect(asked).toBe(0);
  });

  it('opens an encrypted key file, and asks for its passphrase once', async () => {
    await saveKey(join(folder, 'a.pem'), encrypted);
    await expectToSign('file2:a.pem', context({ passphrase: 'open sesame' }));
    expect(asked).toBe(1);
  });

  it('opens what encodePrivateKey encrypted', async () => {
    await saveKey(join(folder, 'a.pem'), await encodePrivateKey(key, 'open sesame'));
    await expectToSign('file2:a.pem', context({ passphrase: 'open sesame' }));
  });

  it.each([undefined, 'wrong'])('refuses the passphrase %j, and names the file', async (passphrase) => {
    const path = join(folder, 'a.pem');
    await saveKey(path, encrypted);
    await expect(
      openSigner('file2:a.pem', context(passphrase === undefined ? {} : { passphrase })),
    ).rejects.toMatchObject({
      code: 'ERR_PASSPHRASE',
      message: `the passphrase of a key is wrong or was not given: ${path}`,
      facts: { key: path },
    });
  });

  posixIt.each([0o644, 0o640, 0o660, 0o602, 0o604, 0o666, 0o777])(
    'refuses a key file of mode %i, and asks for nothing',
    async (mode) => {
      const path = join(folder, 'a.pem');
      await saveKey(path, encrypted);
      await chmod(path, mode);
      await expect(openSigner('file2:a.pem', context({ passphrase: 'open sesame' }))).rejects.toMatchObject({
        code: 'ERR_KEY_PERMISSIONS',
        facts: { path, mode: `0${mode.toString(8)}` },
      });
      expect(asked).toBe(0);
    },
  );

  posixIt('looks at the mode of the file behind a link', async () => {
    await writeFile(join(folder, 'open.pem'), plain, { mode: 0o644 });
    await saveKey(join(folder, 'a.pem'), plain);
    await symlink('open.pem', join(folder, 'to-open'));
    await symlink('a.pem', join(folder, 'to-a'));
    await expect(openSigner('file2:to-open', context())).rejects.toMatchObject({
      code: 'ERR_KEY_PERMISSIONS',
    });
    await expectToSign('file2:to-a', context());
  });

  posixIt.each([0o600, 0o400])('accepts a key file of mode %i', async (mode) => {
    await saveKey(join(folder, 'a.pem'), plain);
    await chmod(join(folder, 'a.pem'), mode);
    await expectToSign('file2:a.pem', context());
  });

  it('says which file is missing', async () => {
    await expect(openSigner('file2:keys/root.pem', context())).rejects.toMatchObject({
      code: 'ERR_SIGNER_UNAVAILABLE',
      facts: { path: join(folder, 'keys', 'root.pem') },
      cause: { code: 'ENOENT' },
    });
  });

  it.each([
    ['a folder', 'file2:.'],
    ['no path', 'file2:'],
    ['a NUL', 'file2:a\0b'],
  ])('refuses %s', async (_name, uri) => {
    await expect(openSigner(uri, context())).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
  });

  posixIt('refuses a device, which could be read for ever', async () => {
    await expect(openSigner('file2:/dev/zero', context())).rejects.toMatchObject({
      code: 'ERR_SIGNER_UNAVAILABLE',
      message: 'not a key file: /dev/zero',
    });
  });

  it('refuses a file too large to be a key, and one that holds none', async () => {
    await saveKey(join(folder, 'large.pem'), ' '.repeat(70_000) + plain);
    await expect(openSigner('file2:large.pem', context())).rejects.toMatchObject({
      code: 'ERR_SIGNER_UNAVAILABLE',
    });
    await saveKey(join(folder, 'empty.pem'), '');
    await expect(openSigner('file2:empty.pem', context())).rejects.toMatchObject({
      code: 'ERR_KEY_INVALID',
      facts: { key: join(folder, 'empty.pem') },
    });
  });
});

describe('envvar:', () => {
  it('opens the PEM in a variable, encrypted or not', async () => {
    await expectToSign('envvar:ROOT_KEY', context({ env: { ROOT_KEY: plain } }));
    expect(asked).toBe(0);
    await expectToSign(
      'envvar:ROOT_KEY',
      context({ env: { ROOT_KEY: encrypted }, passphrase: 'open sesame' }),
    );
    await expectToSign('envvar:ROOT_KEY', context({ env: { ROOT_KEY: plain.replaceAll('\n', ' ') } }));
  });

  it.each([
    ['ROOT_KEY', {}],
    ['ROOT_KEY', { ROOT_KEY: '' }],
    ['ROOT_KEY', { ROOT_KEY: undefined }],
    ['constructor', {}],
    ['__proto__', {}],
  ])('says that the variable %s is not set', async (variable, env) => {
    await expect(openSigner(`envvar:${variable}`, context({ env }))).rejects.toMatchObject({
      code: 'ERR_SIGNER_UNAVAILABLE',
      facts: { variable },
    });
  });

  it('names the variable whose value is no key', async () => {
    await expect(openSigner('envvar:KEY', context({ env: { KEY: 'hunter2' } }))).rejects.toMatchObject({
      code: 'ERR_KEY_INVALID',
      facts: { key: 'envvar:KEY' },
    });
  });
});

describe('another signer URI', () => {
  it.each(['file:root.pem', 'gcpkms:projects/a', 'toString:a', 'FILE2:root.pem', 'root.pem', '', ':'])(
    'is refused with a list of what is supported: %j',
    async (uri) => {
      await expect(openSigner(uri, context())).rejects.toMatchObject({
        code: 'ERR_SIGNER_UNAVAILABLE',
        facts: { supported: 'file2:, envvar:' },
      });
    },
  );
});

describe('no error of a signer', () => {
  const base64 = plain.split('\n')[1]!;

  it.each<[string, string, Parameters<typeof context>[0]]>([
    ['a key where its scheme belongs', plain, {}],
    ['a key where its path belongs', `file2:${plain}`, {}],
    ['a key where its variable belongs', `envvar:${plain}`, {}],
    ['a key body where its variable belongs', `envvar:${base64}=`, {}],
    ['a wrong passphrase', 'envvar:KEY', { env: { KEY: encrypted }, passphrase: 'hunter2' }],
    ['a damaged key', 'envvar:KEY', { env: { KEY: plain.slice(40) } }],
    ['a damaged body', 'envvar:KEY', { env: { KEY: plain.replace('MC4', 'MC5') } }],
    ['a variable that is not set', 'envvar:OTHER', { env: { KEY: plain }, passphrase: 'hunter2' }],
  ])('shows key or passphrase, in itself or its causes: %s', async (_name, uri, options) => {
    const error: unknown = await openSigner(uri, context(options)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    const shown =
      inspect(error, { depth: null, showHidden: true, maxStringLength: null }) + JSON.stringify(error);
    for (const secret of ['hunter2', base64, base64.slice(3, 40), encrypted.split('\n')[1]!]) {
      expect(shown).not.toContain(secret);
    }
  });
});
