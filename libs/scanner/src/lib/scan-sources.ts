import { RULES } from './catalogue.ts';
import { MAX_STEPS, toAnalysis, type Analysis, type Answers } from './javascript/analysis.ts';
import { linkPrograms, MAX_LINK_STEPS, type Linked } from './javascript/link-programs.ts';
import { parseJavaScript } from './javascript/parse-javascript.ts';
import { toProgram, type Program } from './javascript/program.ts';
import { linkedGroups, MAX_LINKED, withMissing, type LinkedGroup } from './linked-groups.ts';
import { newDataBudget, packageFiles, type DataBudget } from './link-sources.ts';
import { commandsIn, sourcesIn } from './nested-sources.ts';
import { inlineCodeOf } from './plugin/inline-code.ts';
import { embeddedScripts } from './plugin/embedded-scripts.ts';
import { howToRead } from './plugin/how-to-read.ts';
import { reachableFiles } from './plugin/reachable.ts';
import { dialectOf, goalOf } from './plugin/source-goal.ts';
import { toDisplayText } from './display-text.ts';
import { ANA_001 } from './rules/ana-001.ts';
import { ANA_002 } from './rules/ana-002.ts';
import { ANA_004 } from './rules/ana-004.ts';
import { checkProgram, reportFailure } from './run-rules.ts';
import { addProgram } from './capabilities/program-capabilities.ts';
import type { CapabilityCollector } from './capabilities/collect-capabilities.ts';
import type { Collector, Place } from './collect-findings.ts';
import type { Severity } from './severity.ts';
import type { Skipped } from './finding.ts';
import type { Command } from './plugin/commands.ts';
import type { Plugin, PluginFile } from './plugin/plugin.ts';
import type { ESTree } from 'meriyah';

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
const MAX_LINK_STEPS_TOGETHER = 10 * MAX_LINK_STEPS;

/** A source that should be JavaScript and is not. */
interface Refused {
  readonly file: PluginFile;
  readonly place: Place;
  readonly reason: string;
  readonly offset: number;
}

interface Context {
  readonly effort: { left: number };
  readonly linking: { left: number };
  readonly data: DataBudget;
  readonly plugin: Plugin;
  readonly collector: Collector;
  readonly capabilities: CapabilityCollector;
  readonly commands: Command[];
  readonly refused: Refused[];
  /** The sources that are analysed as files; in a string they are nothing new. */
  readonly texts: Set<string>;
}

/** Runs the rules over every piece of JavaScript of a plugin, and tells which commands they start and what was skipped. */
export function scanSources(
  plugin: Plugin,
  { collector, capabilities }: Pick<Context, 'collector' | 'capabilities'>,
  limit = MAX_LINKED,
): { readonly skipped: readonly Skipped[]; readonly commands: readonly Command[] } {
  const context: Context = {
    plugin,
    collector,
    capabilities,
    commands: [],
    refused: [],
    effort: { left: MAX_STEPS_TOGETHER },
    linking: { left: MAX_LINK_STEPS_TOGETHER },
    data: newDataBudget(),
    texts: new Set(),
  };
  const skipped = scanFiles(context, limit);
  for (const { text, path, offset } of [...plugin.scripts, ...plugin.buildCommands]) {
    const file = plugin.fileAt.get(path);
    if (file === undefined) continue;
    const place: Place = { path, position: () => file.position(offset) };
    for (const code of inlineCodeOf(text)) {
      scanSource({ text: code, file, place, nesting: 1, origin: offset, isGuess: true }, context);
    }
  }
  for (const file of plugin.files) scanEmbedded(file, context);
  reportRefused(context);
  return { skipped, commands: context.commands };
}

function scanEmbedded(file: PluginFile, context: Context): void {
  for (const { text, offset } of embeddedScripts(file)) {
    const place: Place = { path: file.path, position: (at) => file.position(offset + at) };
    scanSource({ text, file, place, nesting: 1, origin: undefined, isGuess: true }, context);
  }
}

/** Broken fixtures and templates are many; what is broken and may run is something else. */
function reportRefused({ plugin, collector, refused }: Context): void {
  if (refused.length === 0) return;
  const reachable = reachableFiles(plugin);
  for (const { file, place, reason, offset } of refused) {
    const message = `cannot be parsed as JavaScript: ${toDisplayText(reason).slice(0, 120)}`;
    collector.add(ANA_001, { message, offset, severity: reachable.has(file) ? 'high' : 'medium' }, place);
  }
}

function scanFiles(context: Context, limit: number): readonly Skipped[] {
  const { plugin } = context;
  const plans = plugin.files.map((file) => ({ file, ...howToRead(file) }));
  const readable = plans.filter(({ read }) => read !== 'no');
  const guesses = new Set(readable.flatMap(({ file, read }) => (read === 'guess' ? [file] : [])));
  const groups = linkedGroups(
    plugin,
    readable.map(({ file }) => file),
    limit,
  );
  const link = (some: readonly PluginFile[]): Together =>
    linkTogether(
      some.map((file) => toSource(file, guesses.has(file))),
      context,
    );
  const parsed = groups.flatMap((group) => {
    const { known, together } = linkGroup({ known: group, groups, limit }, link);
    for (const source of together.resolved) scanParsed(source, context);
    reportCuts(known, together, context);
    return together.parsed;
  });
  if (Math.min(context.linking.left, context.data.left) < 0)
    reportCut(
      'together the files hold more than is followed between them',
      { path: '', severity: 'high' },
      context,
    );
  const seen = new Set(parsed);
  return plans.flatMap(({ file, reason }) =>
    reason === undefined || seen.has(file) ? [] : [{ path: file.path, reason }],
  );
}

/** What may flow and was not followed. */
function reportCuts({ files, cut }: LinkedGroup, { isCut, isDataCut }: Together, context: Context): void {
  const { path = '' } = files.find(({ isTarget }) => isTarget) ?? files[0] ?? {};
  const at = { path, severity: 'medium' } as const;
  if (isCut) reportCut('between the files it takes too many steps', at, context);
  if (isDataCut) reportCut('the data that is read is too much', at, context);
  if (cut === 'first') reportCut('the files that are tied to this one are too much code', at, context);
}

function reportCut(
  reason: string,
  { path, severity }: { readonly path: string; readonly severity: Severity },
  { collector }: Context,
): void {
  collector.add(
    ANA_004,
    { message: `what flows was not followed to its end: ${reason}`, severity },
    { path },
  );
}

function toSource(file: PluginFile, isGuess: boolean): Source {
  return { text: file.text(), file, place: file, nesting: 0, origin: undefined, isGuess };
}

/** Sources that are linked, and which of them could be parsed. */
interface Together extends Pick<Linked, 'isCut' | 'missing'> {
  readonly isDataCut: boolean;
  readonly parsed: readonly PluginFile[];
  readonly resolved: readonly Resolved[];
}

/** Links a group, and with it the groups that it turns out to ask for. */
function linkGroup(
  { known, groups, limit }: { known: LinkedGroup; groups: readonly LinkedGroup[]; limit: number },
  link: (files: readonly PluginFile[]) => Together,
): { readonly known: LinkedGroup; readonly together: Together } {
  const together = link(known.files);
  const larger = withMissing(known, together.missing, { groups, limit });
  if (larger.files.length === known.files.length) return { known: larger, together };
  return linkGroup({ known: larger, groups, limit }, link);
}

/** Parses and links sources that may use one another. */
function linkTogether(sources: readonly Source[], context: Context): Together {
  const { collector, texts, linking, data, plugin } = context;
  const parsed = sources.flatMap((source) => {
    const root = parse(source, context);
    return root === undefined ? [] : [{ source, root }];
  });
  const roots = parsed.flatMap(({ source, root }) => (root === 'too-large' ? [] : [{ source, root }]));
  for (const { source } of roots) texts.add(source.text);
  const read = parsed.map(({ source }) => source.file);
  const files = roots.map(({ source, root }) => ({ path: source.file.path, source: source.text, root }));
  const others = packageFiles(plugin, data);
  const steps = Math.min(MAX_LINK_STEPS, linking.left);
  const effort = { left: steps };
  try {
    const { programs, answers, isCut, missing } = linkPrograms(files, others, effort);
    const resolved = roots.map(({ source }, index) => ({ source, program: programs[index], answers }));
    return { parsed: read, resolved, isCut, missing, isDataCut: others.isSpent() };
  } catch (thrown) {
    reportFailure({ thrown, doing: 'the analysis', place: { path: '' } }, collector);
    return { parsed: read, resolved: [], isCut: false, missing: new Set(), isDataCut: false };
  } finally {
    linking.left -= steps - effort.left;
  }
}

/** Whether the source could be parsed. */
function scanSource(source: Source, context: Context): boolean {
  try {
    const root = parse(source, context);
    if (root === undefined) return false;
    if (root !== 'too-large') scanParsed({ source, program: toProgram(source.text, root) }, context);
  } catch (thrown) {
    reportFailure({ thrown, doing: 'the analysis', place: source.place }, context.collector);
  }
  return true;
}

/** The syntax of a source; `undefined` where it is not JavaScript. What is not parsed and should be is reported. */
function parse(
  source: Source,
  { plugin, collector, refused }: Context,
): ESTree.Program | 'too-large' | undefined {
  const { text, file, place, isGuess } = source;
  const dialect = source.nesting === 0 ? dialectOf(file) : 'none';
  const parsed = parseJavaScript(text, goalOf(file.path, plugin.goals), dialect);
  if (parsed.kind === 'parsed') return parsed.root;
  if (parsed.kind === 'too-large') return reportTooLarge(parsed.reason, place, collector);
  if (!isGuess) refused.push({ file, place, reason: parsed.reason, offset: parsed.offset });
  return undefined;
}

function reportTooLarge(reason: string, place: Place, collector: Collector): 'too-large' {
  collector.add(ANA_002, { message: `not analysed: ${reason}` }, place);
  collector.markIncomplete();
  return 'too-large';
}

interface Resolved {
  readonly source: Source;
  readonly program: Program | undefined;
  readonly answers?: Answers | undefined;
}

function scanParsed({ source, program, answers }: Resolved, context: Context): void {
  const { collector, effort } = context;
  const { place } = source;
  if (program === undefined) {
    reportTooLarge('more syntax than the budget', place, collector);
    return;
  }
  const steps = Math.min(MAX_STEPS, effort.left);
  const analysis = toAnalysis(program, steps, answers);
  try {
    scanProgram(analysis, source, context);
  } catch (thrown) {
    reportFailure({ thrown, doing: 'the analysis', place }, collector);
  } finally {
    effort.left -= steps - Math.max(0, analysis.effort.left);
  }
}

function scanProgram(analysis: Analysis, source: Source, context: Context): void {
  const { file, place, nesting, origin } = source;
  checkProgram(RULES, { analysis, file, place }, context.collector);
  if (analysis.memo.isCut === true) {
    const message = 'a flow of data was not followed to its end, so many values it meets';
    context.collector.add(ANA_004, { message, severity: 'low' }, place);
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
    if (context.texts.has(text)) continue;
    const outer = place.position?.(offset);
    const inner: Place =
      outer === undefined ? { path: place.path } : { path: place.path, position: () => outer };
    const at = { nesting: nesting + 1, origin: origin ?? offset };
    scanSource({ text, file, place: inner, ...at, isGuess: true }, context);
  }
}
