/** A JSON object of which nothing is known. */
export type Message = Readonly<Record<string, unknown>>;

export function parseMessage(bytes: Uint8Array): Message {
  const text = new TextDecoder().decode(bytes);
  return text === '' ? {} : (JSON.parse(text) as Message);
}
