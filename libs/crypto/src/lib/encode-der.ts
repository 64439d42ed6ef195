/** A DER SEQUENCE of values that are encoded already. */
export function derSequence(...values: readonly Uint8Array[]): Uint8Array {
  return encode(0x30, Buffer.concat(values));
}

/** A DER OCTET STRING. */
export function derOctetString(bytes: Uint8Array): Uint8Array {
  return encode(0x04, bytes);
}

/** A DER INTEGER of a non-negative safe integer. */
export function derInteger(value: number): Uint8Array {
  const bytes = base256(value);
  // A first bit that is set would make it negative.
  return encode(0x02, Uint8Array.from((bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : bytes));
}

/** A DER OBJECT IDENTIFIER of its dotted form, `1.2.840...`. */
export function derOid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function encode(tag: number, content: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([Uint8Array.from([tag, ...lengthOf(content)]), content]));
}

function lengthOf({ length }: Uint8Array): readonly number[] {
  if (length < 0x80) return [length];
  const bytes = base256(length);
  return [0x80 + bytes.length, ...bytes];
}

function base256(value: number): readonly number[] {
  return value < 0x100 ? [value] : [...base256(Math.floor(value / 0x100)), value % 0x100];
}

/** Every byte but the last has its first bit set. */
function base128(value: number): readonly number[] {
  const last = value % 0x80;
  return value < 0x80 ? [last] : [...base128(Math.floor(value / 0x80)).map((byte) => byte | 0x80), last];
}
