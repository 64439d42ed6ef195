import { quote } from '../display-text.ts';
import type { JsonNode } from '../plugin/json-tree.ts';
import type { Hit, Rule } from '../rule.ts';

export const MAN_005: Rule = {
  id: 'MAN-005',
  title: 'A manifest that reads differently to different readers',
  severity: 'high',
  what: 'A package.json is not strict JSON, or has a key twice.',
  why: 'Which of two `scripts` counts depends on the reader: one for the scanner, the other for the installer.',
  incident: 'npm manifest confusion 2023',
  fix: 'Write each key once.',
  *checkPlugin({ manifests }) {
    for (const { path, tree } of manifests) {
      if (tree === undefined) yield { path, offset: 0, message: 'is not strict JSON' };
      else for (const hit of duplicatesIn(tree)) yield { ...hit, path };
    }
  },
};

function* duplicatesIn(node: JsonNode): Iterable<Hit> {
  if (node.kind === 'array') for (const item of node.items) yield* duplicatesIn(item);
  if (node.kind !== 'object') return;
  const seen = new Set<string>();
  for (const { key, offset, value } of node.members) {
    if (seen.has(key)) yield { offset, message: `has the key ${quote(key)} twice` };
    seen.add(key);
    yield* duplicatesIn(value);
  }
}
