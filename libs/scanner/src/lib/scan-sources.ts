import { RULES } from './catalogue.ts';
import { MAX_STEPS, toAnalysis, type Analysis } from './javascript/analysis.ts';
import { parseJavaScript } from './javascript/parse-javascript.ts';
import { toProgram } from './javascript/program.ts';
import { commandsIn, sourcesIn } from './nested-sources.ts';
import { inlineCodeOf } from './plugin/inline-code.ts';
import { howToRead } from './plugin/how-to-read.ts';
import { dialectOf, goalOf } from './plugin/source-goal.ts';
import { toDisplayText } from './display-text.ts';
import { ANA_001 } from './rules/ana-001.ts';
import { ANA_002 } from './rules/ana-002.ts';
import { checkProgram, reportFailure } from './run-rules.ts';
import { addProgram } from './capabilities/program-capabilities.ts';
import type { CapabilityCollector } from './capabilities/collect-capabilities.ts';
import type { Collector, Place } from './collect-findings.ts';
import type { Skipped } from './finding.ts';
import type { Command } from './plugin/commands.ts';
import type { Plugin, PluginFile } from './plugin/plugin.ts';

/** Code in a string in a string in a string: nobody honest goes further. */
const MAX_NESTING = 3;

interface Source {
  readonly text: string;
  readonly file: PluginFile;
  readonly place: Place;
  readonly nesting: number;
  /** Where in the file a nested source stands. */
  readonly origin: number | undefined;
  /** What is not JavaScript at all is no finding. */
  readonly isGuess: boolean;
}

/** Steps for all sources of a plugin together: many small riddles must not cost more than one great one. */
const MAX_STEPS_TOGETHER = 10 * MAX_STEPS;

interface Context {
  readonly effort: { left: number };
  readonly plugin: Plugin;
  readonly collector: Collector;
  readonly capabilities: CapabilityCollector;
  readonly commands: Command[];
}

/** Runs the rules over every piece of JavaScript of a plugin, and tells which commands they start and what was skipped. */
export function scanSources(
  plugin: Plugin,
  { collector, capabilities }: Pick<Context, 'collector' | 'capabilities'>,
): { readonly skipped: readonly Skipped[]; readonly commands: readonly Command[] } {
  const effort = { left: MAX_STEPS_TOGETHER };
  const context: Context = { plugin, collector, capabilities, commands: [], effort };
  const skipped = plugin.files.flatMap((file) => scanFile(file, context));
  for (const { text, path, offset } of plugin.scripts) {
    const file = plugin.fileAt.get(path);
    if (file === undefined) continue;
    const place: Place = { path, position: () => file.position(offset) };
    for (const code of inlineCodeOf(text)) {
      scanSource({ text: code, file, place, nesting: 1, origin: offset, isGuess: true }, context);
    }
  }
  return { skipped, commands: context.commands };
}

function scanFile(file: PluginFile, context: Context): readonly Skipped[] {
  const how = howToRead(file);
  if (how.read === 'no') return how.reason === undefined ? [] : [{ path: file.path, reason: how.reason }];
  const isGuess = how.read === 'guess';
  const isParsed = scanSource(
    { text: file.text(), file, place: file, nesting: 0, origin: undefined, isGuess },
    context,
  );
  return isParsed || how.reason === undefined ? [] : [{ path: file.path, reason: how.reason }];
}

/** Whether the source could be parsed. */
function scanSource(source: Source, context: Context): boolean {
  const { text, file, place, isGuess } = source;
  const { collector } = context;
  try {
    const dialect = source.nesting === 0 ? dialectOf(file) : 'none';
    const parsed = parseJavaScript(text, goalOf(file.path, context.plugin.goals), dialect);
    if (parsed.kind === 'refused') {
      if (!isGuess) collector.add(ANA_001, unparsable(parsed.reason, parsed.offset), place);
      return false;
    }
    const program = parsed.kind === 'parsed' ? toProgram(text, parsed.root) : undefined;
    if (program === undefined) {
      const reason = parsed.kind === 'too-large' ? parsed.reason : 'more syntax than the budget';
      collector.add(ANA_002, { message: `not analysed: ${reason}` }, place);
      collector.markIncomplete();
      return true;
    }
    const steps = Math.min(MAX_STEPS, context.effort.left);
    const analysis = toAnalysis(program, steps);
    try {
      scanProgram(analysis, source, context);
    } finally {
      context.effort.left -= steps - Math.max(0, analysis.effort.left);
    }
  } catch (thrown) {
    reportFailure({ thrown, doing: 'the analysis', place }, collector);
  }
  return true;
}

function unparsable(reason: string, offset: number): { message: string; offset: number } {
  return { message: `cannot be parsed as JavaScript: ${toDisplayText(reason).slice(0, 120)}`, offset };
}

function scanProgram(analysis: Analysis, source: Source, context: Context): void {
  const { file, place, nesting, origin } = source;
  checkProgram(RULES, { analysis, file, place }, context.collector);
  if (analysis.memo.isCut === true) {
    const message = 'a flow of data was not followed to its end, so many values it meets';
    context.collector.add(ANA_002, { message, severity: 'low' }, place);
  }
  addProgram(analysis, file.path, context.capabilities);
  for (const { text, offset } of commandsIn(analysis)) {
    context.commands.push({
      text,
      path: file.path,
      offset: origin ?? offset,
      isVerbatim: false,
      runs: 'call',
    });
  }
  if (nesting >= MAX_NESTING) return;
  for (const { text, offset } of sourcesIn(analysis)) {
    const outer = place.position?.(offset);
    const inner: Place =
      outer === undefined ? { path: place.path } : { path: place.path, position: () => outer };
    const at = { nesting: nesting + 1, origin: origin ?? offset };
    scanSource({ text, file, place: inner, ...at, isGuess: true }, context);
  }
}
