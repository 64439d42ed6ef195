import type { KeyObject } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { Signer } from '../signer.ts';
import { signerFromPrivateKey } from '../signer-from-private-key.ts';
import { readEnvVarKey } from './env-var-key.ts';
import { readKeyFile } from './key-file.ts';
import type { KeySource, SignerContext } from './signer-context.ts';
import { unlockKey } from './unlock-key.ts';

type Reader = (rest: string, context: SignerContext) => Promise<KeySource> | KeySource;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['file2', readKeyFile],
  ['envvar', readEnvVarKey],
]);

/**
 * Opens the signer that a URI names, in the grammar of securesystemslib: `file2:<path>` is a PKCS#8 PEM file,
 * relative to `baseDir`; `envvar:<NAME>` is such a PEM in a variable. The passphrase is asked for only where
 * the key is encrypted. No error holds key or passphrase.
 *
 * @throws ERR_SIGNER_UNAVAILABLE where there is no such scheme, file or variable; ERR_KEY_PERMISSIONS for a key
 *   file that group or others may touch; ERR_PASSPHRASE, ERR_KEY_INVALID, ERR_KEY_UNSUPPORTED.
 */
export async function openSigner(uri: string, context: SignerContext): Promise<Signer> {
  return signerFromPrivateKey(await openKey(uri, context));
}

/** The private key behind a signer URI. @throws as {@link openSigner} */
export async function openKey(uri: string, context: SignerContext): Promise<KeyObject> {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9]{0,15}):(.*)$/s.exec(uri) ?? [];
  const read = READERS.get(scheme);
  if (read === undefined) throw unknownScheme(scheme);
  return unlockKey(await read(rest, context), context);
}

// Only the scheme is named: what follows could be a key pasted in the wrong place.
function unknownScheme(scheme: string): VaultError {
  const supported = [...READERS.keys()].map((name) => `${name}:`).join(', ');
  return new VaultError(
    'ERR_SIGNER_UNAVAILABLE',
    `no such kind of signer; supported are ${supported}; found: ${scheme === '' ? 'no scheme' : `${scheme}:`}`,
    { facts: { scheme, supported } },
  );
}
