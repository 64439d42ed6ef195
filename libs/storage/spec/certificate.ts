import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALT_NAME = '2.5.29.17';

/** A self-signed certificate for DNS names, valid around now: X.509 v3 by hand, as Node.js reads but cannot make it. */
export function selfSigned(names: readonly string[]): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId(ECDSA_SHA256));
  // Unique: a store with two certificates of one subject looks at either of them.
  const subject = sequence(set(sequence(objectId(COMMON_NAME), utf8(randomUUID()))));
  const validity = sequence(...[-1, 1].map((days) => utcTime(new Date(Date.now() + days * 86_400_000))));
  const altNames = sequence(...names.map((name) => tlv(0x82, Buffer.from(name, 'latin1'))));
  const extension = sequence(objectId(SUBJECT_ALT_NAME), tlv(0x04, altNames));
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    tlv(0x02, Buffer.of(1)),
    algorithm,
    subject,
    validity,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extension)),
  );
  const signature = tlv(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(sequence(body, algorithm, signature)),
  };
}

function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tlv(0x30, ...parts);
}

function set(...parts: readonly Uint8Array[]): Buffer {
  return tlv(0x31, ...parts);
}

function utf8(text: string): Buffer {
  return tlv(0x0c, Buffer.from(text));
}

function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.[0-9]+|[-:T]/g, '');
  return tlv(0x17, Buffer.from(digits.slice(2)));
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 127) | 128);
  return digits;
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
