import { expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { createProgram } from './program.ts';

it('loads of all commands the one that is named', async () => {
  const io = memoryIo('.');
  const names = (await createProgram(io)).commands.map((command) => command.name());
  expect(names.length).toBeGreaterThan(30);
  for (const name of names) {
    const { commands } = await createProgram(io, [name, '--json']);
    expect(commands.map((command) => command.name())).toEqual([name]);
  }
});

it('loads none to tell its version, and all for what is no command', async () => {
  const io = memoryIo('.');
  const { length } = (await createProgram(io)).commands;
  expect((await createProgram(io, ['--version'])).commands).toEqual([]);
  for (const args of [[], ['--help'], ['help', 'init'], ['instal']])
    expect((await createProgram(io, args)).commands).toHaveLength(length);
});
