import { VaultError } from '@ragnos-vault/errors';

interface Pem {
  readonly label: string;
  readonly der: Uint8Array;
}

const BLOCK = /^-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----$/;

/**
 * Parses text that is one PEM block (RFC 7468) and nothing else. The text appears in no error.
 *
 * @throws ERR_KEY_INVALID
 */
export function parsePem(text: string): Pem {
  const [, label, body] = BLOCK.exec(text.trim()) ?? [];
  if (label === undefined || body === undefined) throw invalid('it is not one PEM block');
  const base64 = body.replace(/\s+/g, '');
  const der = Buffer.from(base64, 'base64');
  if (der.length === 0 || der.toString('base64') !== base64) throw invalid('its base64 is damaged');
  return { label, der: new Uint8Array(der) };
}

function invalid(reason: string): VaultError {
  return new VaultError('ERR_KEY_INVALID', `a key cannot be read: ${reason}`, { facts: { reason } });
}
