import { CATALOGUE, EXIT_CODE, type ErrorClass, type ErrorCode } from './catalogue.ts';

/** The values a message was built from, so that no caller parses prose. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean>>;

export interface ErrorDetails {
  readonly facts?: ErrorFacts;
  /** What to do, where the advice of the code does not fit. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The one error this product throws. Machines read `code` and `facts`, people `message` and `hint`. */
export class VaultError extends Error {
  readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'VaultError';
    this.code = code;
    this.facts = details.facts ?? {};
    this.hint = details.hint ?? CATALOGUE[code].hint;
  }

  get class(): ErrorClass {
    return CATALOGUE[this.code].class;
  }

  get exitCode(): number {
    return EXIT_CODE[this.class];
  }

  toJSON(): { code: ErrorCode; message: string; hint: string; facts: ErrorFacts } {
    return { code: this.code, message: this.message, hint: this.hint, facts: this.facts };
  }
}
