import { VaultError } from '@ragnos-vault/errors';
import type { InputDefinition, InputDefinitions } from '@ragnos-vault/api';

type Env = Readonly<Record<string, string | undefined>>;

/** What one input is, once it has been read. Absent texts and numbers are `undefined`, absent lines an empty list. */
export type InputValue<D extends InputDefinition> = D extends { type: 'lines' }
  ? readonly string[]
  : D extends { type: 'boolean' }
    ? boolean
    : D extends { type: 'number' }
      ? number | undefined
      : D extends { type: 'choice'; choices: readonly (infer C)[] }
        ? C
        : string | undefined;

export type InputValues<D extends InputDefinitions> = { readonly [K in keyof D]: InputValue<D[K]> };

/**
 * Reads the inputs of an action from the environment that the runner gives it. An empty value is an absent one, as it
 * is for the runner; defaults are the manifest's, and come from the runner too.
 *
 * @throws ERR_USAGE naming the input. No value is repeated: it may be a secret in the wrong place.
 */
export function parseInputs<D extends InputDefinitions>(definitions: D, env: Env): InputValues<D> {
  const values = Object.entries(definitions).map(([name, definition]) => [
    name,
    parseInput(name, definition, env[`INPUT_${name.toUpperCase()}`]?.trim() ?? ''),
  ]);
  return Object.fromEntries(values) as InputValues<D>;
}

function parseInput(name: string, definition: InputDefinition, text: string): unknown {
  switch (definition.type) {
    case 'text':
      return text === '' ? undefined : text;
    case 'lines':
      return text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    case 'boolean':
      return parseBoolean(name, text);
    case 'number':
      return text === '' ? undefined : parseNumber(name, text);
    case 'choice':
      return parseChoice(name, definition, text);
  }
}

/** As YAML 1.2 writes them, and @actions/core reads them. */
function parseBoolean(name: string, text: string): boolean {
  if (['true', 'True', 'TRUE'].includes(text)) return true;
  if (['', 'false', 'False', 'FALSE'].includes(text)) return false;
  throw wrong(name, 'must be true or false');
}

function parseNumber(name: string, text: string): number {
  if (/^[0-9]{1,6}$/.test(text)) return Number(text);
  throw wrong(name, 'must be a number');
}

function parseChoice(name: string, { choices = [] }: InputDefinition, text: string): string | undefined {
  const [first] = choices;
  if (text === '') return first;
  if (choices.includes(text)) return text;
  throw wrong(name, `must be one of ${choices.join(', ')}`);
}

function wrong(name: string, reason: string): VaultError {
  return new VaultError('ERR_USAGE', `input ${name} ${reason}`, { facts: { input: name } });
}
