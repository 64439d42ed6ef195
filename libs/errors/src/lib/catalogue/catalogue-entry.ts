/** What a caller can do about a failure; it decides the exit code of the command. */
export type ErrorClass = 'refused' | 'usage' | 'transient' | 'environment' | 'internal';

export interface CatalogueEntry {
  readonly class: ErrorClass;
  /** What happened, as a sentence of the manual. */
  readonly meaning: string;
  /** What to do now; printed after the message. */
  readonly hint: string;
}
