import { describe, expect, it } from '@jest/globals';
import { newSigner } from '@ragnos-vault/testing';
import { encodeDraft, payloadOf, toPublishedForm, typeOf, withSignature } from './draft.ts';

const SIGNED = { _type: 'root', version: 2, 'x-unknown': { b: ['ü', null], a: 1 } };
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

interface Envelope {
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
  readonly signed: unknown;
}
const parsed = (bytes: Uint8Array): Envelope => JSON.parse(textOf(bytes)) as Envelope;

async function signedBy(bytes: Uint8Array, signer = newSigner()) {
  const signature = await signer.sign(payloadOf(bytes));
  return { signer, bytes: withSignature(bytes, { key: signer.publicKey, signature }) };
}

describe('a draft', () => {
  it('is laid out for people, has no signature at first, and says which role it is', () => {
    const draft = encodeDraft(SIGNED);
    expect(parsed(draft)).toEqual({ signatures: [], signed: SIGNED });
    expect(textOf(draft).split('\n').length).toBeGreaterThan(5);
    expect(typeOf(draft)).toBe('root');
  });

  it('has a payload that is canonical, however the file is laid out', () => {
    const compact = Buffer.from(JSON.stringify({ signed: SIGNED, signatures: [] }));
    expect(textOf(payloadOf(compact))).toBe(
      '{"_type":"root","version":2,"x-unknown":{"a":1,"b":["ü",null]}}',
    );
    expect(payloadOf(encodeDraft(SIGNED))).toEqual(payloadOf(compact));
  });

  it('collects signatures, one a key, and keeps its payload and its layout', async () => {
    const draft = encodeDraft(SIGNED);
    const one = await signedBy(draft);
    const two = await signedBy(one.bytes);
    const again = await signedBy(two.bytes, one.signer);
    expect(parsed(again.bytes).signatures.map(({ keyid }) => keyid)).toEqual([
      two.signer.keyId,
      one.signer.keyId,
    ]);
    expect(payloadOf(again.bytes)).toEqual(payloadOf(draft));
    expect(textOf(again.bytes)).toContain('\n  "signed"');
    const compact = await signedBy(
      Buffer.from(JSON.stringify({ signatures: [], signed: SIGNED, 'x-more': 1 })),
    );
    expect(textOf(compact.bytes)).not.toContain('\n');
    expect(parsed(compact.bytes)).toHaveProperty('x-more', 1);
  });

  it('refuses a signature over something else, or by another key', async () => {
    const [one, other] = [newSigner(), newSigner()];
    const draft = encodeDraft(SIGNED);
    const cases = [
      { key: one.publicKey, signature: await one.sign(Buffer.from('else')) },
      { key: other.publicKey, signature: await one.sign(payloadOf(draft)) },
      { key: one.publicKey, signature: new Uint8Array() },
    ];
    for (const made of cases) {
      expect(() => withSignature(draft, made)).toThrow(
        expect.objectContaining({ code: 'ERR_SIGNATURE_INVALID' }),
      );
    }
  });

  it('carries no placeholder on, and is published with the signatures that count alone', async () => {
    const placeholder = { keyid: 'ab'.repeat(32), sig: '' };
    const draft = Buffer.from(JSON.stringify({ signatures: [placeholder], signed: SIGNED }));
    const one = await signedBy(draft);
    const two = await signedBy(one.bytes);
    expect(parsed(two.bytes).signatures).toHaveLength(2);
    const form = toPublishedForm(two.bytes, new Set([two.signer.keyId, placeholder.keyid]));
    expect(parsed(form).signatures.map(({ keyid }) => keyid)).toEqual([two.signer.keyId]);
    expect(payloadOf(form)).toEqual(payloadOf(draft));
    expect(textOf(form)).not.toContain('\n');
    expect(parsed(toPublishedForm(draft, new Set([placeholder.keyid]))).signatures).toEqual([]);
  });

  it.each([
    ['text', 'hello'],
    ['a list', '[]'],
    ['no signed part', '{"signatures":[]}'],
    ['a field twice', '{"signatures":[],"signed":{"a":1,"a":2}}'],
  ])('cannot be %s', (_name, text) => {
    expect(() => payloadOf(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
  });
});
