import { readFile } from 'node:fs/promises';
import { parseContext, type ActionContext } from './parse-context.ts';

/** Reads what started this run. A run without an event file, on a desk, has no event. */
export async function loadContext(env: Readonly<Record<string, string | undefined>>): Promise<ActionContext> {
  const path = env['GITHUB_EVENT_PATH'];
  return parseContext(env, path === undefined ? '' : await readFile(path, 'utf8').catch(() => ''));
}
