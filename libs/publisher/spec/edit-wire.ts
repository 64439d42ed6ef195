/** One change of a document as it is on the wire. */
export type Edit = (document: object) => void;

type Key = string | number;

/** What stands at a place in a document. */
export function at(document: unknown, ...keys: readonly Key[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (isObject(value) ? Reflect.get(value, key) : undefined),
    document,
  );
}

/** As `at`, where an object or a list must be. */
export function objectAt(document: unknown, ...keys: readonly Key[]): object {
  const value = at(document, ...keys);
  if (isObject(value)) return value;
  throw new Error(`there is no object at ${keys.join('.')}`);
}

/** Puts a value at a place; a function makes it from the whole document. */
export function put(keys: readonly Key[], value: unknown): Edit {
  return (document) => {
    const made: unknown = typeof value === 'function' ? Reflect.apply(value, undefined, [document]) : value;
    Reflect.set(objectAt(document, ...keys.slice(0, -1)), keys.at(-1) ?? '', made);
  };
}

export function drop(...keys: readonly Key[]): Edit {
  return (document) =>
    void Reflect.deleteProperty(objectAt(document, ...keys.slice(0, -1)), keys.at(-1) ?? '');
}

export function push(keys: readonly Key[], value: unknown): Edit {
  return (document) => {
    const list = objectAt(document, ...keys);
    put([...keys, Object.keys(list).length], value)(document);
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
