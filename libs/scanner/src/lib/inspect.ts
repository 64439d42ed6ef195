import { addCommand } from './capabilities/command-capabilities.ts';
import { collectCapabilities, type CapabilityCollector } from './capabilities/collect-capabilities.ts';
import { addPlugin } from './capabilities/plugin-capabilities.ts';
import { RULES } from './catalogue.ts';
import { collectFindings, type Collector } from './collect-findings.ts';
import { MAX_LINKED } from './linked-groups.ts';
import { shellCommands } from './plugin/shell-commands.ts';
import { toPlugin, type Plugin } from './plugin/plugin.ts';
import { checkCommand, checkFile, checkPlugin, reportFailure } from './run-rules.ts';
import { scanSources } from './scan-sources.ts';
import type { FileMember } from '@ragnos-vault/archive';
import type { Skipped } from './finding.ts';

/** All that the files of a plugin tell by themselves, before any policy or other version is asked. */
export interface Inspection {
  readonly plugin: Plugin;
  readonly collector: Collector;
  readonly capabilities: CapabilityCollector;
  readonly skipped: readonly Skipped[];
}

/** Looks at every file of a plugin with every rule; up to `limit` characters of code that belong together are linked. */
export function inspect(files: readonly FileMember[], limit = MAX_LINKED): Inspection {
  const plugin = toPlugin(files);
  const collector = collectFindings((path) => plugin.fileAt.get(path));
  const capabilities = collectCapabilities();
  guard('package.json', () => addPlugin(plugin, capabilities), collector);
  checkPlugin(RULES, plugin, collector);
  for (const file of plugin.files) checkFile(RULES, { file, plugin }, collector);
  const { skipped, commands } = scanSources(plugin, { collector, capabilities }, limit);
  const inShell = shellCommands(plugin, commands);
  for (const command of [...plugin.scripts, ...plugin.buildCommands, ...commands, ...inShell]) {
    checkCommand(RULES, { command, plugin }, collector);
    guard(command.path, () => addCommand(command, capabilities), collector);
  }
  return { plugin, collector, capabilities, skipped };
}

/** What is not listed must not go unnoticed. */
function guard(path: string, list: () => void, collector: Collector): void {
  try {
    list();
  } catch (thrown) {
    reportFailure({ thrown, doing: 'the list of capabilities', place: { path } }, collector);
  }
}
