import { FETCHERS, programOf } from '../shell/programs.ts';
import { programsIn } from '../shell/programs-in.ts';
import { readPipelines } from '../shell/statements.ts';
import { ANYTHING, type CapabilityCollector } from './collect-capabilities.ts';
import { hostIn } from './host-in.ts';
import type { Command } from '../plugin/commands.ts';

/** Tells what a command that runs by itself or by the plugin's code can do: programs it starts, hosts it fetches from. */
export function addCommand({ text, runs }: Command, collector: CapabilityCollector): void {
  if (runs === 'manual') return;
  collector.add('run', programsIn(text));
  collector.add('network', fetchedHosts(text));
}

function fetchedHosts(text: string): readonly string[] {
  return readPipelines(text).flatMap(({ stages }) =>
    stages.flatMap((words) => {
      const { program, args } = programOf(words);
      if (!FETCHERS.has(program)) return [];
      const addresses = args.filter((word) => /^[a-z]+:\/\//i.test(word));
      return addresses.length === 0 ? [ANYTHING] : addresses.flatMap((value) => hostIn({ value }));
    }),
  );
}
