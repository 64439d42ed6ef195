import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VaultError } from '@ragnos-vault/errors';
import { makeWorkspace, type TempWorkspace } from '../../spec/temp-workspace.ts';
import { runUseCase } from './run-use-case.ts';

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});
afterEach(() => workspace.remove());

const outcome = { data: { status: 'done' }, lines: ['first', 'second'] };
const refusal = new VaultError('ERR_IO', 'cannot read: /x', { facts: { path: '/x' } });

describe('runUseCase', () => {
  it('prints lines for people', async () => {
    const run = runUseCase(() => Promise.resolve(outcome), {}, workspace.ports);
    await expect(run).resolves.toEqual({ success: true });
    expect([workspace.out, workspace.err]).toEqual([['first', 'second'], []]);
  });

  it('prints one line for machines', async () => {
    const run = runUseCase(() => Promise.resolve(outcome), { json: true }, workspace.ports);
    await expect(run).resolves.toEqual({ success: true });
    expect([workspace.out, workspace.err]).toEqual([['{"status":"done"}'], []]);
  });

  it('prints an error with its code and hint, and no stack', async () => {
    const run = runUseCase(() => Promise.reject(refusal), {}, workspace.ports);
    await expect(run).resolves.toEqual({ success: false });
    expect(workspace.out).toEqual([]);
    expect(workspace.err).toEqual(['error: cannot read: /x (ERR_IO)', `hint: ${refusal.hint}`]);
  });

  it('prints an error for machines', async () => {
    const run = runUseCase(() => Promise.reject(refusal), { json: true }, workspace.ports);
    await expect(run).resolves.toEqual({ success: false });
    expect(workspace.err).toEqual([]);
    expect(workspace.out.map((line): unknown => JSON.parse(line))).toEqual([refusal.toJSON()]);
  });

  it('prints a report that is a refusal, and why it is one to people alone', async () => {
    const work = () => Promise.resolve({ ...outcome, refusal });
    await expect(runUseCase(work, {}, workspace.ports)).resolves.toEqual({ success: false });
    expect([workspace.out, workspace.err]).toEqual([
      ['first', 'second'],
      ['error: cannot read: /x (ERR_IO)', `hint: ${refusal.hint}`],
    ]);
    await expect(runUseCase(work, { json: true }, workspace.ports)).resolves.toEqual({ success: false });
    expect([workspace.out.slice(2), workspace.err.slice(2)]).toEqual([['{"status":"done"}'], []]);
  });

  it('shows what would drive a terminal as an escape', async () => {
    const hostile = 'plugin \u001b[2J\u202egpj.exe';
    const shown = 'plugin \\u{1b}[2J\\u{202e}gpj.exe';
    await runUseCase(() => Promise.resolve({ data: {}, lines: [hostile] }), {}, workspace.ports);
    await runUseCase(() => Promise.reject(new VaultError('ERR_IO', hostile)), {}, workspace.ports);
    expect([workspace.out[0], workspace.err[0]]).toEqual([shown, `error: ${shown} (ERR_IO)`]);
  });

  it('gives a code to what nobody expected', async () => {
    const run = runUseCase(() => Promise.reject(new TypeError('oops')), {}, workspace.ports);
    await expect(run).resolves.toEqual({ success: false });
    expect(workspace.err[0]).toBe('error: oops (ERR_INTERNAL)');
  });
});
