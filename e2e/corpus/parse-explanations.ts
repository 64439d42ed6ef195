import { z } from 'zod';

/** Why findings of one rule at `high` or worse are no malice in the packages named, as somebody who looked found. */
export interface Explanation {
  readonly rule: string;
  readonly why: string;
  readonly packages: readonly string[];
}

const explanations = z.array(
  z.strictObject({
    rule: z.string().regex(/^[A-Z]{3}-\d{3}$/),
    why: z.string().min(20),
    packages: z.array(z.string().min(1)).min(1),
  }),
);

/** Reads `explanations.json`; what says nothing throws. */
export function parseExplanations(text: string): readonly Explanation[] {
  return explanations.parse(JSON.parse(text));
}
