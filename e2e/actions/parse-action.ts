import { parse } from 'yaml';

/** What the runner reads of an action.yml. */
export interface ActionManifest {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, object>>;
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string };
}

export function parseAction(text: string): ActionManifest {
  return parse(text) as ActionManifest;
}

/** A file of commands: `name=value`, or `name<<delimiter` and lines up to it (actions/runner, FileCommandManager). */
export function parseFileCommands(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, name = '', delimiter] = /^([^<=]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (delimiter !== undefined) {
      const end = lines.indexOf(delimiter, at + 1);
      found.set(name, lines.slice(at + 1, end).join('\n'));
      at = end;
      continue;
    }
    const [, key, value] = /^([^=]+)=(.*)$/.exec(lines[at] ?? '') ?? [];
    if (key !== undefined) found.set(key, value ?? '');
  }
  return found;
}
