import type { MetadataCache } from '@ragnos-vault/metadata';

export const ROOT_FILE = 'root.json';

const ROOT_OF_HISTORY = /^[0-9]+\.root\.json$/;

/**
 * A cache whose roots have one file, root.json, as the protocol wants it: every root that was proven replaces the one
 * before. Nothing is read from it here, because the client is opened with root.json as its trusted root.
 */
export function newestRootCache(cache: MetadataCache): MetadataCache {
  return {
    read: async (name) => (ROOT_OF_HISTORY.test(name) ? undefined : cache.read(name)),
    write: (name, bytes) => cache.write(ROOT_OF_HISTORY.test(name) ? ROOT_FILE : name, bytes),
    remove: (name) => cache.remove(name),
    exclusive: (work) => cache.exclusive(work),
  };
}
