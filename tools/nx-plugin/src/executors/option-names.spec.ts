import { describe, expect, it } from '@jest/globals';
import { INSTALL_INPUTS, PUBLISH_INPUTS } from '@ragnos-vault/api';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an executor takes, and no action: Nx says the first itself, or a task has no use for the second. */
const OWN = {
  publish: ['target-path', 'known-bad', 'passphrase-file', 'json'],
  install: [
    'mirrors',
    'project-dir',
    'dry-run',
    'offline',
    'known-bad',
    'max-file-size',
    'lock-timeout',
    'json',
  ],
};
const INPUTS = { publish: PUBLISH_INPUTS, install: INSTALL_INPUTS };

describe('the options of executors', () => {
  it.each(['publish', 'install'] as const)('of %s are called as the inputs of the action', (name) => {
    const file = join(import.meta.dirname, name, 'schema.json');
    const schema = JSON.parse(readFileSync(file, 'utf8')) as { properties: Record<string, unknown> };
    const options = Object.keys(schema.properties).map(toKebabCase);
    const foreign = options.filter((option) => !(option in INPUTS[name]));
    expect(foreign.sort()).toEqual(OWN[name].toSorted());
  });
});

function toKebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
