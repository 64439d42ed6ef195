/** One promise, and what was found. */
export interface Result {
  readonly name: string;
  readonly words: string;
  readonly target: string;
  readonly isMet: boolean;
}
