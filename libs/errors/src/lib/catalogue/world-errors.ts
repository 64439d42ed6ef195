import type { CatalogueEntry } from './catalogue-entry.ts';

/** Disks, networks, and ourselves. */
export const WORLD_ERRORS = {
  ERR_FETCH_FAILED: {
    class: 'transient',
    meaning: 'A file could not be fetched: no connection, a dropped one, a time-out, or a server error.',
    hint: 'check the address and the network, then run the command again',
  },
  ERR_FETCH_REFUSED: {
    class: 'refused',
    meaning:
      'A fetch was refused for safety: another scheme, a redirect elsewhere, or a path outside the repository.',
    hint: 'give the final address of the repository',
  },
  ERR_IO: {
    class: 'environment',
    meaning: 'The disk or the operating system said no.',
    hint: 'check space, permissions and the path',
  },
  ERR_SERVE: {
    class: 'environment',
    meaning: 'The server could not start.',
    hint: 'choose another --port, or stop what uses it',
  },
  ERR_NODE_VERSION: {
    class: 'environment',
    meaning: 'The running Node.js is too old.',
    hint: 'use Node.js ^22.22.2, ^24.15.0 or >=26',
  },
  ERR_STOPPED: {
    class: 'transient',
    meaning: 'The command was asked to stop (Ctrl-C, or a signal) before it was done, and has cleaned up.',
    hint: 'run the command again',
  },
  ERR_DEMO_FAILED: {
    class: 'internal',
    meaning: 'A line of the demo did not behave as it must.',
    hint: 'run it again with --json and report the failing line',
  },
  ERR_INTERNAL: {
    class: 'internal',
    meaning: 'A defect of this product.',
    hint: 'report it with the message and what you ran',
  },
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;
