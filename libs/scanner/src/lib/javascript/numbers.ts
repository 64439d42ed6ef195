import { unwrap } from './invocation.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { Node } from './node.ts';
import type { Text } from './text.ts';
import type { ESTree } from 'meriyah';

type Operate = (left: number, right: number) => number;

/** All but the sum, which may be of texts. */
const OPERATORS = new Map<string, Operate>([
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['%', (left, right) => left % right],
  ['^', (left, right) => left ^ right],
  ['|', (left, right) => left | right],
  ['&', (left, right) => left & right],
  ['<<', (left, right) => left << right],
  ['>>', (left, right) => left >> right],
  ['>>>', (left, right) => left >>> right],
]);

/** What arithmetic on constants comes out as; empty where a part is not one known number. */
export function arithmeticTexts(analysis: Analysis, node: ESTree.BinaryExpression): readonly Text[] {
  const operate = OPERATORS.get(node.operator);
  if (operate === undefined) return [];
  const left = numberOf(analysis, node.left);
  const right = left === undefined ? undefined : numberOf(analysis, node.right);
  return left === undefined || right === undefined ? [] : numberTexts(operate(left, right));
}

export function unaryTexts(analysis: Analysis, node: ESTree.UnaryExpression): readonly Text[] {
  if (!/^[-+~]$/.test(node.operator)) return [];
  const value = numberOf(analysis, node.argument);
  if (value === undefined) return [];
  if (node.operator === '~') return numberTexts(~value);
  return numberTexts(node.operator === '-' ? -value : value);
}

/** The sum of expressions that are numbers whatever they hold; `undefined` where one may be a text. */
export function sumOfNumbers(analysis: Analysis, parts: readonly Node[]): readonly Text[] | undefined {
  if (!parts.every(isArithmetic)) return undefined;
  const numbers = parts.map((part) => numberOf(analysis, part));
  const known = numbers.filter((number) => number !== undefined);
  return known.length < numbers.length ? [] : numberTexts(known.reduce((sum, number) => sum + number, 0));
}

/** The one number an expression comes out as. */
export function numberOf(analysis: Analysis, node: Node): number | undefined {
  const [text, ...others] = textsOf(analysis, node);
  if (text === undefined || others.length > 0 || !text.complete || text.value.trim() === '') return undefined;
  const number = Number(text.value);
  return Number.isFinite(number) ? number : undefined;
}

export function numberTexts(number: number): readonly Text[] {
  return Number.isFinite(number) ? [{ value: String(number), complete: true, made: 'written' }] : [];
}

function isArithmetic(node: Node): boolean {
  const value = unwrap(node);
  if (value.type === 'Literal') return typeof value.value === 'number';
  if (value.type === 'UnaryExpression') return /^[-+~]$/.test(value.operator);
  return value.type === 'BinaryExpression' && OPERATORS.has(value.operator);
}
