import { unwrap } from './invocation.ts';
import { exportsOf, type Linking } from './link-programs.ts';
import { namesOf } from './names.ts';
import { isFunction, plainKey, type Node } from './node.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { Invocation } from './binding.ts';
import type { ESTree } from 'meriyah';

const READING = /^(?:read(?:File|Json)(?:Sync)?|readJSON(?:Sync)?|createReadStream)$/;

/** Ties calls that read a file of the package to what is in it: its text, or its value where it is read as JSON. */
export function linkReads(path: string, analysis: Analysis, linking: Linking): void {
  const reads = new Map<Node, readonly string[]>();
  for (const call of analysis.program.invocations) {
    const files = filesRead(path, { analysis, call }, linking);
    if (files.length === 0) continue;
    reads.set(call.node, files);
    const contents = files.flatMap((file) => contentOf(file, linking));
    linking.facts.links.set(call.node, contents);
    for (const content of contents) handBack(call, content, linking);
  }
  if (reads.size === 0) return;
  for (const call of analysis.program.invocations) {
    const values = parsedFiles(analysis, call, reads).flatMap((file) => exportsOf(file, linking));
    const json = values.filter(({ type }) => type !== 'Identifier');
    if (json.length > 0) linking.facts.links.set(call.node, json);
  }
}

function filesRead(
  path: string,
  { analysis, call }: { readonly analysis: Analysis; readonly call: Invocation },
  linking: Linking,
): readonly string[] {
  const [name] = call.args;
  if (name === undefined || !mayRead(analysis, call.callee)) return [];
  if (!namesOf(analysis, call.callee).some((full) => full.startsWith('fs.') && READING.test(full.slice(3))))
    return [];
  return textsOf(analysis, name)
    .filter(({ complete }) => complete)
    .flatMap(({ value }) => linking.package.files(value, path));
}

/** Names are asked for only where a call looks like it: most calls of most programs do not. */
function mayRead({ program }: Analysis, callee: Node): boolean {
  if (callee.type === 'MemberExpression') {
    const key = plainKey(callee.property, callee.computed);
    return key === undefined || READING.test(key);
  }
  if (callee.type !== 'Identifier') return false;
  if (READING.test(callee.name)) return true;
  return (program.bindings.get(callee)?.definitions ?? []).some((made) => {
    if (made.kind === 'import') return READING.test(made.name);
    if (made.kind !== 'value') return false;
    const from = unwrap(made.from);
    const key = from.type === 'MemberExpression' ? plainKey(from.property, from.computed) : made.path.at(-1);
    return key !== undefined && READING.test(key);
  });
}

function contentOf(path: string, { package: files, facts }: Linking): readonly Node[] {
  const value = files.text(path);
  if (value === undefined) return [];
  const content: ESTree.Literal = { type: 'Literal', value, start: 0, end: value.length };
  facts.files.push({ path, root: content });
  return [content];
}

/** `readFile(path, (error, text) => ...)`: as if the callback were called with the text. */
function handBack({ node, callee, args }: Invocation, content: Node, { facts }: Linking): void {
  const taker = args.map(unwrap).find((arg) => isFunction(arg));
  const nothing: ESTree.Literal = { type: 'Literal', value: null };
  if (taker !== undefined)
    facts.functions.get(taker)?.callers.push({ node, callee, args: [nothing, content] });
}

/** The files that `JSON.parse(text)` parses, by way of names and `toString`. */
function parsedFiles(
  { program }: Analysis,
  { callee, args }: Invocation,
  reads: ReadonlyMap<Node, readonly string[]>,
): readonly string[] {
  if (
    callee.type !== 'MemberExpression' ||
    callee.object.type !== 'Identifier' ||
    callee.object.name !== 'JSON'
  )
    return [];
  const [text] = args.map(unwrap);
  if (text === undefined || plainKey(callee.property, callee.computed) !== 'parse') return [];
  const definitions = program.bindings.get(text)?.definitions ?? [];
  const made = definitions.flatMap((definition) =>
    definition.kind === 'value' ? [unwrap(definition.from)] : [],
  );
  return [text, ...made].flatMap((node) => {
    const isMethod = node.type === 'CallExpression' && node.callee.type === 'MemberExpression';
    const receiver = isMethod && node.callee.type === 'MemberExpression' ? unwrap(node.callee.object) : node;
    return [...(reads.get(node) ?? []), ...(reads.get(receiver) ?? [])];
  });
}
