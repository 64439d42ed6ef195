import { runsAtLoad } from '../javascript/reach.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Node } from '../javascript/node.ts';
import type { PluginFile } from '../plugin/plugin.ts';
import type { Severity } from '../severity.ts';

/**
 * Whether a place runs without anybody's asking: at install, or as soon as the plugin is loaded. What a command of a
 * command line does was asked for, and so was what an exported function does when it is called.
 */
export function isUnasked(analysis: Analysis, file: PluginFile, node: Node): boolean {
  const isTool = analysis.program.source.startsWith('#!') && !file.runsAtInstall;
  return !isTool && (file.runsAtInstall || runsAtLoad(analysis, node));
}

/** What tools do for those who ask is a reason to look, not to refuse. */
export function severityAsked(
  analysis: Analysis,
  file: PluginFile,
  node: Node,
): { readonly severity?: Severity } {
  return isUnasked(analysis, file, node) ? {} : { severity: 'medium' };
}
