import { VaultError } from '@ragnos-vault/errors';
import { toDisplayText } from './display-text.ts';
import { ANA_002 } from './rules/ana-002.ts';
import { ANA_003 } from './rules/ana-003.ts';
import type { Collector, Place } from './collect-findings.ts';
import type { Analysis } from './javascript/analysis.ts';
import type { Command } from './plugin/commands.ts';
import type { Plugin, PluginFile } from './plugin/plugin.ts';
import type { Difference } from './release/previous-release.ts';
import type { Hit, KnownBadSubject, Rule } from './rule.ts';

export function checkPlugin(rules: readonly Rule[], plugin: Plugin, collector: Collector): void {
  for (const rule of rules) {
    runOne(
      { rule, hits: () => rule.checkPlugin?.(plugin), placeOf: (hit) => placeIn(plugin, hit.path ?? '') },
      collector,
    );
  }
}

export function checkFile(
  rules: readonly Rule[],
  { file, plugin }: { readonly file: PluginFile; readonly plugin: Plugin },
  collector: Collector,
): void {
  for (const rule of rules)
    runOne({ rule, hits: () => rule.checkFile?.(file, plugin), placeOf: () => file }, collector);
}

export function checkKnownBad(rules: readonly Rule[], subject: KnownBadSubject, collector: Collector): void {
  const { plugin } = subject;
  for (const rule of rules) {
    runOne(
      { rule, hits: () => rule.checkKnownBad?.(subject), placeOf: (hit) => placeIn(plugin, hit.path ?? '') },
      collector,
    );
  }
}

/** `place` differs from the file where the source is a string inside it. */
export function checkProgram(
  rules: readonly Rule[],
  {
    analysis,
    file,
    place,
  }: { readonly analysis: Analysis; readonly file: PluginFile; readonly place: Place },
  collector: Collector,
): void {
  for (const rule of rules)
    runOne({ rule, hits: () => rule.checkProgram?.(analysis, file), placeOf: () => place }, collector);
}

export function checkCommand(
  rules: readonly Rule[],
  { command, plugin }: { readonly command: Command; readonly plugin: Plugin },
  collector: Collector,
): void {
  const { position } = placeIn(plugin, command.path);
  const place: Place = {
    path: command.path,
    position: (offset) =>
      position?.(command.isVerbatim ? command.offset + offset : command.offset) ?? { line: 1, column: 1 },
  };
  for (const rule of rules)
    runOne({ rule, hits: () => rule.checkCommand?.(command), placeOf: () => place }, collector);
}

export function checkDifference(
  rules: readonly Rule[],
  { difference, plugin }: { readonly difference: Difference; readonly plugin: Plugin },
  collector: Collector,
): void {
  for (const rule of rules) {
    const hits = (): Iterable<Hit> | undefined => rule.checkDifference?.(difference);
    runOne({ rule, hits, placeOf: (hit) => placeIn(plugin, hit.path ?? '') }, collector);
  }
}

interface Run {
  readonly rule: Rule;
  readonly hits: () => Iterable<Hit> | undefined;
  readonly placeOf: (hit: Hit) => Place;
}

/** The one place where a failing rule is caught: it becomes a finding, and the scan is incomplete. */
function runOne({ rule, hits, placeOf }: Run, collector: Collector): void {
  try {
    for (const hit of hits() ?? []) collector.add(rule, { offset: 0, ...hit }, placeOf(hit));
  } catch (thrown) {
    reportFailure({ thrown, doing: rule.id, place: placeOf({ message: '' }) }, collector);
  }
}

/** Turns a failure of the scanner itself into a finding. */
export function reportFailure(
  failure: { readonly thrown: unknown; readonly doing: string; readonly place: Place },
  collector: Collector,
): void {
  const { thrown, doing, place } = failure;
  const reason = toDisplayText(thrown instanceof Error ? thrown.message : String(thrown));
  const isBudget =
    (thrown instanceof VaultError && thrown.code === 'ERR_SCAN_INCOMPLETE') || thrown instanceof RangeError;
  collector.markIncomplete();
  if (isBudget) collector.add(ANA_002, { message: `not analysed to the end by ${doing}: ${reason}` }, place);
  else collector.add(ANA_003, { message: `${doing} failed: ${reason}` }, place);
}

function placeIn(plugin: Plugin, path: string): Place {
  return plugin.fileAt.get(path) ?? { path };
}
