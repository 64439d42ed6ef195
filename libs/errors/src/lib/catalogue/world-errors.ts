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
  ERR_GIT_FAILED: {
    class: 'environment',
    meaning: '`git` could not do what a vault with `store: git:<branch>` needs of it.',
    hint: 'such a vault lies in a git repository whose remote, if it has one, is called origin; git is 2.31 or newer',
  },
  ERR_GIT_UNREACHABLE: {
    class: 'transient',
    meaning: 'The remote of the git repository could not be asked for the branch that holds the repository.',
    hint: 'check the network, and that `git fetch origin` works here; git asks for no password',
  },
  ERR_GIT_REFUSED: {
    class: 'environment',
    meaning:
      'The remote did not take the push of a commit to the branch that holds the repository. Nothing was published.',
    hint: 'give whoever pushes the right to write (in a workflow `permissions: { contents: write }`), and let no rule of the branch forbid it',
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
  ERR_ATTEST_FAILED: {
    class: 'environment',
    meaning: 'The provenance of archives could not be signed or kept. Nothing was published.',
    hint: 'add `permissions: { id-token: write, attestations: write }` to the job, or leave `attest` out',
  },
  ERR_INTERNAL: {
    class: 'internal',
    meaning: 'A defect of this product.',
    hint: 'report it with the message and what you ran',
  },
} as const satisfies Record<`ERR_${string}`, CatalogueEntry>;
