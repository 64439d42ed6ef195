import type { CatalogueEntry } from './catalogue-entry.ts';

/** What the strict reader refuses. */
export const ARCHIVE_ERRORS = {
  ERR_ARCHIVE_FORMAT: {
    class: 'refused',
    meaning: 'An archive is not one well-formed gzip stream that holds one well-formed tar archive.',
    hint: 'pack it again with `npm pack` or `tar -czf`; nothing was written',
  },
  ERR_ARCHIVE_PATH: {
    class: 'refused',
    meaning: 'A member has a name that could leave its folder or mean another file elsewhere.',
    hint: 'the archive is hostile or was made on an odd system; nothing was written',
  },
  ERR_ARCHIVE_COLLISION: {
    class: 'refused',
    meaning: 'Two members would be the same file on some system, or one name is both a file and a folder.',
    hint: 'rename one of them; nothing was written',
  },
  ERR_ARCHIVE_TYPE: {
    class: 'refused',
    meaning: 'A member is neither a plain file nor a folder, or carries setuid or setgid.',
    hint: 'links, devices and FIFOs are never installed; nothing was written',
  },
  ERR_ARCHIVE_LIMIT: {
    class: 'refused',
    meaning:
      'An archive has too many members, is too deep, or is too large, counted on the bytes really read.',
    hint: 'if the plugin is genuine, raise the limit in the policy; nothing was written',
  },
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;
