import { VaultError } from '@ragnos-vault/errors';
import { newAnswers, toAnalysis, type Analysis, type Answers } from './analysis.ts';
import { linkCallers } from './link-callers.ts';
import { linkReads } from './link-reads.ts';
import { loadsOf } from './loads.ts';
import { unwrap } from './invocation.ts';
import { plainKey, isFunction, type Node } from './node.ts';
import { baseOf } from './member-path.ts';
import { newFacts, toOutline, type Facts, type Outline, type Program } from './program.ts';
import { resolveNames } from './resolve-names.ts';
import { identifiersIn, newGlobals } from './scope.ts';
import { isKnownRoot, moduleName } from './well-known-names.ts';
import type { Binding } from './binding.ts';
import type { ESTree } from 'meriyah';

/** A parsed source of a package. */
export interface ParsedFile {
  readonly path: string;
  readonly source: string;
  readonly root: ESTree.Program;
}

/** What the linker asks about the other files of a package. */
export interface PackageFiles {
  readonly modules: (specifier: string, from: string) => readonly string[];
  readonly files: (path: string, from: string) => readonly string[];
  readonly json: (path: string) => ESTree.Expression | undefined;
  readonly text: (path: string) => string | undefined;
}

export interface Linked {
  /** In the order of the files; `undefined` where one has more syntax than the budget. */
  readonly programs: readonly (Program | undefined)[];
  readonly answers: Answers;
  /** It took more steps than the budget to find out which files are meant, and some ties are missing. */
  readonly isCut: boolean;
  /** Files of the package that are asked for and are not among these. */
  readonly missing: ReadonlySet<string>;
}

/** A package of programs while they are linked. */
export interface Linking {
  readonly facts: Facts;
  readonly package: PackageFiles;
  readonly exports: Map<string, Node[]>;
  readonly missing: Set<string>;
}

/** Steps that finding out which files are meant may cost; what is left then is not linked. */
export const MAX_LINK_STEPS = 4_000_000;

/**
 * Resolves the names of all sources of a package, and ties together what one of them exports and another imports,
 * in both directions: values to their users, and calls to the functions they reach.
 */
export function linkPrograms(
  files: readonly ParsedFile[],
  others: PackageFiles,
  effort = { left: MAX_LINK_STEPS },
): Linked {
  const globals = newGlobals();
  const outlines = files.map(({ source, root }) => toOutline(source, root, globals));
  const facts = newFacts();
  const linking: Linking = { facts, package: others, exports: new Map(), missing: new Set() };
  const programs = outlines.map((outline, index) => toLinked({ outline, file: files[index] }, linking));
  const named = files.flatMap(({ path }, index) => {
    const program = programs[index];
    return program === undefined ? [] : [{ path, program }];
  });
  for (const { path, program } of named) linkRequests(path, program, linking);
  // Asked before all is linked: these answers must not be kept.
  const first = newAnswers(named.map(({ program }) => program));
  let isWhole = true;
  for (const { path, program } of named) {
    const analysis: Analysis = { ...toAnalysis(program, 0, first), effort };
    isWhole &&= withinBudget(() => {
      linkLoads(path, analysis, linking);
      linkReads(path, analysis, linking);
    });
  }
  const bindings = new Set(facts.bindings.values());
  for (const binding of bindings) tie(binding, facts);
  spreadForeign(bindings, facts);
  const answers = newAnswers(named.map(({ program }) => program));
  for (const { program } of named) {
    isWhole &&= withinBudget(() => {
      linkCallers({ ...toAnalysis(program, 0, answers), effort });
    });
  }
  return { programs, answers, isCut: !isWhole, missing: linking.missing };
}

function withinBudget(link: () => void): boolean {
  try {
    link();
    return true;
  } catch (thrown) {
    if (thrown instanceof VaultError && thrown.code === 'ERR_SCAN_INCOMPLETE') return false;
    throw thrown;
  }
}

function toLinked(
  { outline, file }: { readonly outline: Outline | undefined; readonly file: ParsedFile | undefined },
  { facts, exports }: Linking,
): Program | undefined {
  if (outline === undefined || file === undefined) return undefined;
  const program = resolveNames(outline, facts);
  facts.files.push(file);
  exports.set(file.path, [...(exports.get(file.path) ?? []), program.exports]);
  return program;
}

/** What stands for the exports of the files that a specifier may mean. */
function exportsAt(specifier: string, from: string, linking: Linking): readonly Node[] {
  // Rules know these by name; how they do it is no concern of who calls them.
  if (isKnownRoot(moduleName(specifier))) return [];
  return linking.package.modules(specifier, from).flatMap((path) => exportsOf(path, linking));
}

/** The exports of one file; of JSON, the value it is. */
export function exportsOf(
  path: string,
  { package: files, exports, facts, missing }: Linking,
): readonly Node[] {
  const known = exports.get(path);
  if (known !== undefined) return known;
  const json = files.json(path);
  const made = json === undefined ? [] : [json];
  if (json === undefined) missing.add(path);
  else facts.files.push({ path, root: json });
  exports.set(path, made);
  return made;
}

function linkRequests(path: string, { requests }: Program, linking: Linking): void {
  for (const { module, path: part, binding } of requests) {
    for (const from of exportsAt(module, path, linking)) {
      // JSON has no default but itself.
      const isWhole = part[0] === 'default' && from.type !== 'Identifier';
      binding.definitions.push({ kind: 'value', from, path: isWhole ? part.slice(1) : part, appends: false });
      linking.facts.foreign.add(binding);
    }
  }
}

function linkLoads(path: string, analysis: Analysis, linking: Linking): void {
  for (const { node, specifiers } of loadsOf(analysis)) {
    const targets = [...new Set(specifiers.flatMap((specifier) => exportsAt(specifier, path, linking)))];
    if (targets.length > 0) linking.facts.links.set(node, targets);
  }
  for (const { callee, args } of analysis.program.invocations) {
    if (callee.type !== 'MemberExpression' || plainKey(callee.property, callee.computed) !== 'then') continue;
    const targets = linking.facts.links.get(unwrap(callee.object));
    if (targets !== undefined && args[0] !== undefined) giveTo(unwrap(args[0]), targets, linking.facts);
  }
}

/** `import('./a').then(({ b }) => ...)` */
function giveTo(taker: Node, targets: readonly Node[], { bindings, foreign }: Facts): void {
  const [param] = isFunction(taker) ? taker.params : [];
  if (param === undefined) return;
  for (const identifier of identifiersIn(param)) {
    const binding = bindings.get(identifier);
    const parts = (binding?.definitions ?? []).flatMap((made) =>
      made.kind === 'parameter' && made.of === taker ? [made.path] : [],
    );
    if (binding === undefined) continue;
    foreign.add(binding);
    for (const path of parts) {
      for (const from of targets) binding.definitions.push({ kind: 'value', from, path, appends: false });
    }
  }
}

/** A name of what a call loads is a name of what it stands for. */
function tie(binding: Binding, { links, foreign }: Facts): void {
  for (const made of [...binding.definitions]) {
    const targets = made.kind === 'value' ? links.get(unwrap(made.from)) : undefined;
    if (made.kind !== 'value' || targets === undefined) continue;
    foreign.add(binding);
    for (const from of targets) binding.definitions.push({ ...made, from });
  }
}

const MAX_ROUNDS = 8;

/** What is a part of something foreign is foreign; so is an instance, whose class says what its methods are. */
function spreadForeign(bindings: Iterable<Binding>, facts: Facts): void {
  const { foreign } = facts;
  const open = new Map<Binding, readonly Binding[]>();
  for (const binding of bindings) {
    const wholes = wholesOf(binding, facts);
    if (wholes === 'foreign' || wholes.some((whole) => foreign.has(whole))) foreign.add(binding);
    else if (wholes.length > 0) open.set(binding, wholes);
  }
  for (let round = 1, before = -1; round < MAX_ROUNDS && foreign.size !== before; round += 1) {
    before = foreign.size;
    for (const [binding, wholes] of open) {
      if (!wholes.some((whole) => foreign.has(whole))) continue;
      foreign.add(binding);
      open.delete(binding);
    }
  }
}

/** The names that a name is a part of. */
function wholesOf({ definitions }: Binding, { bindings, links }: Facts): readonly Binding[] | 'foreign' {
  const wholes: Binding[] = [];
  for (const made of definitions) {
    if (made.kind === 'class') return 'foreign';
    if (made.kind !== 'value') continue;
    const base = baseOf(made.from);
    if (base.type === 'NewExpression' || links.has(base)) return 'foreign';
    const whole = bindings.get(base);
    if (whole !== undefined) wholes.push(whole);
  }
  return wholes;
}
