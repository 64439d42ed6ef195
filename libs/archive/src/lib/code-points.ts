/** Orders strings by code point, which is the order of their UTF-8 bytes; `<` orders by UTF-16 unit. */
export function compareCodePoints(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
