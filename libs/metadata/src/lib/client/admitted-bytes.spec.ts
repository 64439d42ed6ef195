import { describe, expect, it } from '@jest/globals';
import { admittedBytes, admittedDocument } from './admitted-bytes.ts';

const BYTES = Buffer.from('{"signed":{}}');
const DOCUMENT = { signed: {} };

describe('admitted bytes', () => {
  it('are the bytes that were received, and stand for the document that was read from them', () => {
    const admitted = admittedBytes(BYTES, DOCUMENT);
    expect(Buffer.compare(admitted, BYTES)).toBe(0);
    expect(admittedDocument(JSON.parse(admitted.toString()) as never)).toBe(DOCUMENT);
  });

  it('stand for nothing a second time, nor once others were admitted', () => {
    const first = JSON.parse(admittedBytes(BYTES, DOCUMENT).toString()) as never;
    const second = JSON.parse(admittedBytes(BYTES, { signed: { version: 2 } }).toString()) as never;
    expect(admittedDocument(first)).toBe(first);
    expect(admittedDocument(second)).toEqual({ signed: { version: 2 } });
    expect(admittedDocument(second)).toBe(second);
  });

  it('leave a document alone that bears a ticket of its own', () => {
    admittedBytes(BYTES, DOCUMENT);
    const forged = { ticket: 'forged', signed: {} };
    expect(admittedDocument(forged)).toBe(forged);
  });
});
