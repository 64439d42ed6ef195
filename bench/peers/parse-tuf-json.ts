import type { Root } from '@tufjs/models';

/** As tuf-js parses what it receives: it looks at nothing before it makes models. */
export function parseTufJson(text: string): ReturnType<Root['toJSON']> {
  return JSON.parse(text) as ReturnType<Root['toJSON']>;
}
