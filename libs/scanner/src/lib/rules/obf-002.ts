import { actionsOf } from '../javascript/actions.ts';
import { unwrap } from '../javascript/invocation.ts';
import { offsetOf, plainKey, type Node } from '../javascript/node.ts';
import type { NamedCall } from '../javascript/decoded-texts.ts';
import type { Rule } from '../rule.ts';

export const OBF_002: Rule = {
  id: 'OBF-002',
  title: 'Rotated string table',
  severity: 'high',
  what: 'A loop turns a table of strings (`table.push(table.shift())`) until a checksum made with `parseInt` fits.',
  why: 'It is how an obfuscator keeps every string of a program, its hosts and paths, from being read or searched.',
  incident: 'chalk and debug 2025, rc and coa 2021',
  fix: 'Ship the source, minified if need be.',
  *checkProgram(analysis) {
    const { calls } = actionsOf(analysis);
    const rotations = calls.filter(isRotation);
    if (rotations.length === 0) return;
    const checks = calls.filter(({ names }) => names.includes('parseInt')).map(({ node }) => offsetOf(node));
    for (const { node } of rotations) {
      const at = offsetOf(node);
      const loop = analysis.program.loops.find(
        (candidate) =>
          isInside(candidate, at) && checks.filter((check) => isInside(candidate, check)).length >= 2,
      );
      if (loop !== undefined)
        yield { offset: at, message: 'rotates a table of strings until a checksum fits' };
    }
  },
};

function isInside(node: Node, offset: number): boolean {
  return offsetOf(node) <= offset && offset < (node.end ?? 0);
}

function isRotation({ callee, args: [first] }: NamedCall): boolean {
  const inner = first === undefined ? undefined : unwrap(first);
  if (inner?.type !== 'CallExpression') return false;
  const list = objectOf(callee, 'push');
  return list !== undefined && list === objectOf(unwrap(inner.callee), 'shift');
}

function objectOf(callee: Node, method: string): string | undefined {
  if (callee.type !== 'MemberExpression') return undefined;
  const object = unwrap(callee.object);
  const isMethod = plainKey(callee.property, callee.computed) === method;
  return isMethod && object.type === 'Identifier' ? object.name : undefined;
}
