import { childrenOf, offsetOf, plainKey, type Node } from '../javascript/node.ts';
import { textsOf } from '../javascript/texts.ts';
import { spend, type Analysis } from '../javascript/analysis.ts';
import type { JsonNode } from '../plugin/json-tree.ts';

/** What a server tells agents about a tool, and where. */
export interface ToolText {
  readonly text: string;
  /** Where the place `within` the text stands in the file. */
  readonly at: (within: number) => number;
}

const SERVER =
  /\b(?:inputSchema|input_schema|registerTool|addTool|ListToolsRequestSchema|CallToolRequestSchema|McpServer|modelcontextprotocol|fastmcp|mcpServers|tool_choice|function_call)\b|\bmcp\b|['"]tools\/(?:list|call)['"]|\.tool\(/i;
const KEYS = new Set([
  'description',
  'instructions',
  'prompt',
  'title',
  'summary',
  'default',
  'text',
  'content',
  'enum',
  'error',
  'message',
]);
const METHODS = new Set([
  'describe',
  'tool',
  'registerTool',
  'addTool',
  'prompt',
  'registerPrompt',
  'addPrompt',
  'resource',
  'registerResource',
  'setDescription',
]);
const MIN_LENGTH = 20;
const MAX_LENGTH = 20_000;
const DOCSTRING = /("""|''')([\s\S]{20,8000}?)\1/g;

/** The descriptions that a program gives to agents, put together where they come in pieces. */
export function toolTextsOf(analysis: Analysis): readonly ToolText[] {
  const { source, root } = analysis.program;
  if (!SERVER.test(source)) return [];
  return describing(analysis, root).flatMap((node) =>
    textsOf(analysis, node)
      .filter(({ value }) => value.length >= MIN_LENGTH && value.length <= MAX_LENGTH)
      .map(({ value }) => ({
        text: value,
        at: (within: number) => placeIn(source, node, value.slice(within, within + 16)),
      })),
  );
}

function describing(analysis: Analysis, root: Node): readonly Node[] {
  const found: Node[] = [];
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    spend(analysis);
    if (node.type === 'Property' && KEYS.has(plainKey(node.key, node.computed) ?? '')) found.push(node.value);
    if (node.type === 'AssignmentExpression' && isDescription(node.left)) found.push(node.right);
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
      const { property, computed } = node.callee;
      if (METHODS.has(plainKey(property, computed) ?? '')) found.push(...node.arguments.slice(0, 2));
    }
    open.push(...childrenOf(node));
  }
  return found;
}

function isDescription(target: Node): boolean {
  return target.type === 'MemberExpression' && plainKey(target.property, target.computed) === 'description';
}

/** The text as it is written, where it is; else where the expression starts. */
function placeIn(source: string, node: Node, words: string): number {
  const start = offsetOf(node);
  const written = source.indexOf(words, start);
  return written !== -1 && written < (node.end ?? start) ? written : start;
}

/** The same in the JSON of a manifest or a list of tools. */
export function toolTextsIn(tree: JsonNode | undefined): readonly ToolText[] {
  const found: ToolText[] = [];
  const open: { readonly node: JsonNode; readonly key: string }[] =
    tree === undefined ? [] : [{ node: tree, key: '' }];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { node, key } = item;
    if (node.kind === 'object')
      open.push(...node.members.map((member) => ({ node: member.value, key: member.key })));
    if (node.kind === 'array') open.push(...node.items.map((child) => ({ node: child, key })));
    if (node.kind !== 'string' || node.value.length < MIN_LENGTH || !KEYS.has(key.toLowerCase())) continue;
    found.push({ text: node.value, at: (within) => node.offset + 1 + within });
  }
  return found;
}

/** The docstrings of a server in Python. */
export function docstringsOf(source: string): readonly ToolText[] {
  if (!/@\w{1,40}\.(?:tool|prompt|resource)\b|FastMCP|mcp\.server/.test(source)) return [];
  return [...source.matchAll(DOCSTRING)].map((found) => ({
    text: found[2] ?? '',
    at: (within) => found.index + 3 + within,
  }));
}

/** Whether JSON of this name and text tells agents of tools. */
export function isToolJson(path: string, text: string): boolean {
  const isNamed =
    /(?:^|\/)(?:[\w.-]*mcp[\w.-]*|server|manifest|tools?|plugin|marketplace|gemini-extension|ai-plugin|skill|agents?)\.json$|\.tool\.json$/i.test(
      path,
    );
  return (
    (isNamed && /"(?:description|instructions|prompt)"/.test(text)) ||
    /"(?:inputSchema|input_schema)"/.test(text)
  );
}
