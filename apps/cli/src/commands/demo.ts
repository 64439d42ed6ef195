import { tmpdir } from 'node:os';
import type { Command } from 'commander';
import type { KeyType } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { contextOf, createCommand } from '../command.ts';
import type { Phase } from '../demo/harness.ts';
import { playDemo, type DemoReport } from '../demo/play-demo.ts';
import { createPrinter } from '../demo/printer.ts';
import { STORY } from '../demo/story.ts';
import { ReportedError } from '../reported-error.ts';
import type { Io } from '../terminal/io.ts';

interface DemoOptions {
  readonly json?: boolean;
}

/** What a demo plays, and where. */
export interface DemoSetting {
  readonly phases: readonly Phase[];
  readonly keyType: KeyType;
  readonly tempRoot: string;
}

export function demoCommand(io: Io, setting: Partial<DemoSetting> = {}): Command {
  return createCommand({
    name: 'demo',
    summary: 'Play the whole story on this machine: publish, serve, install, and the attacks it stops.',
    examples: ['demo', 'demo --json'],
  }).action((options: DemoOptions) =>
    runDemo(options, io, { phases: STORY, keyType: 'rsa', tempRoot: tmpdir(), ...setting }),
  );
}

async function runDemo(options: DemoOptions, io: Io, setting: DemoSetting): Promise<void> {
  const { output } = contextOf(io, options);
  const printer = options.json === true ? undefined : createPrinter(io, setting.phases);
  const report = await playDemo({ ...setting, now: io.now, stopped: io.stopped() }, printer ?? {});
  if (printer === undefined) output.result(report, []);
  else printer.onSummary(report);
  const failure = failureOf(report);
  if (failure !== undefined) throw printer === undefined ? new ReportedError(failure) : failure;
}

function failureOf({ phases, lines, behaved }: DemoReport): VaultError | undefined {
  const failed = phases.flatMap((phase) => phase.lines).filter(({ ok }) => !ok);
  if (failed.length === 0) return undefined;
  const names = failed.map(({ name }) => name).join('; ');
  return new VaultError('ERR_DEMO_FAILED', `lines that did not behave: ${names}`, {
    facts: { failed: failed.length, lines, behaved, names },
  });
}
