import type { Command } from 'commander';
import { whyInstalled } from '@ragnos-vault/api';
import { contextOf, createCommand } from '../command.ts';
import { openFolders, withFolderOptions, type FolderOptions } from '../folder-options.ts';
import type { Io } from '../terminal/io.ts';

interface WhyOptions extends FolderOptions {
  readonly json?: boolean;
}

export function whyCommand(io: Io): Command {
  return withFolderOptions(
    createCommand({
      name: 'why',
      summary: 'Show every way from what you asked for to an installed plugin.',
      examples: ['why @acme/text'],
    }).argument('<name>', 'an installed plugin'),
  ).action((name: string, options: WhyOptions) => runWhy(name, options, io));
}

async function runWhy(name: string, options: WhyOptions, io: Io): Promise<void> {
  const ways = await whyInstalled({
    ...(await openFolders(options, io)),
    name,
  });
  const lines = ways.length === 0 ? [`nothing asks for ${name}`] : ways.map((way) => way.join(' -> '));
  contextOf(io, options).output.result({ name, ways }, lines);
}
