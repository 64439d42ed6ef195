/** What JSON can say. Anything else has no canonical form and cannot be signed. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** TUF metadata nests about ten levels; the cap keeps hostile input from exhausting stack and memory. */
export const MAX_JSON_DEPTH = 64;
