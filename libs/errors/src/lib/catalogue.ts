import type { ErrorClass } from './catalogue/catalogue-entry.ts';
import { ARCHIVE_ERRORS } from './catalogue/archive-errors.ts';
import { INSTALL_ERRORS } from './catalogue/install-errors.ts';
import { KEY_ERRORS } from './catalogue/key-errors.ts';
import { PUBLISH_ERRORS } from './catalogue/publish-errors.ts';
import { TUF_ERRORS } from './catalogue/tuf-errors.ts';
import { USAGE_ERRORS } from './catalogue/usage-errors.ts';
import { WORLD_ERRORS } from './catalogue/world-errors.ts';

export type { ErrorClass } from './catalogue/catalogue-entry.ts';

/** Every code this product can throw. A code is public API: add, never rename. */
export const CATALOGUE = {
  ...USAGE_ERRORS,
  ...KEY_ERRORS,
  ...ARCHIVE_ERRORS,
  ...TUF_ERRORS,
  ...PUBLISH_ERRORS,
  ...INSTALL_ERRORS,
  ...WORLD_ERRORS,
} as const;

export type ErrorCode = keyof typeof CATALOGUE;

/** Exit codes by class: the contract of the command. */
export const EXIT_CODE = {
  refused: 1,
  usage: 2,
  transient: 3,
  environment: 4,
  internal: 70,
} as const satisfies Record<ErrorClass, number>;
