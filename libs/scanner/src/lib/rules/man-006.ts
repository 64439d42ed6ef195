import { quote } from '../display-text.ts';
import { imitatedName } from '../package-names/imitated-name.ts';
import { membersOf } from '../plugin/json-tree.ts';
import { stringsAt, stringsUnder, type Manifest } from '../plugin/manifest.ts';
import type { Rule } from '../rule.ts';

const INSTALLED = ['dependencies', 'optionalDependencies', 'peerDependencies'];

export const MAN_006: Rule = {
  id: 'MAN-006',
  title: 'Name that passes for a well-known one',
  severity: 'medium',
  what: 'The plugin, or a dependency it declares or bundles, has a name that is one slip away from a well-known name of the registry, or differs from it in separators, in letters drawn alike, or by a word like `-js` or `node-`; or a scope that does so.',
  why: 'Who mistypes or half remembers a name installs what somebody else put there.',
  incident: 'crossenv 2017, electorn 2020, @typescript_eslinter 2024, easy-day-js 2026',
  fix: 'Choose another name; or check the dependency, for it may not be the one you mean.',
  *checkPlugin({ manifests }) {
    for (const manifest of manifests) {
      for (const { name, offset, role } of namesIn(manifest)) {
        const imitation = imitatedName(name);
        if (imitation === undefined) continue;
        const message = `${role} ${quote(name)} passes for ${quote(imitation.of)} (${imitation.by})`;
        yield { path: manifest.path, offset, message };
      }
    }
  },
};

interface Named {
  readonly name: string;
  readonly offset: number;
  readonly role: string;
}

function namesIn(manifest: Manifest): readonly Named[] {
  const own = stringsAt(manifest, 'name').map(({ value, offset }) => ({
    name: value,
    offset,
    role: 'the name',
  }));
  const declared = INSTALLED.flatMap((field) => stringsUnder(manifest, field)).flatMap(dependencyNames);
  const bundled = ['bundleDependencies', 'bundledDependencies'].flatMap((field) =>
    membersOf(manifest.tree, field).flatMap(({ value }) => (value.kind === 'array' ? value.items : [])),
  );
  const names = bundled.flatMap((item) =>
    item.kind === 'string' ? [{ name: item.value, offset: item.offset, role: 'the dependency' }] : [],
  );
  return [...own, ...declared, ...names];
}

/** `"a": "npm:b@1"` installs b. */
function dependencyNames({
  key,
  value,
  offset,
}: {
  readonly key: string;
  readonly value: string;
  readonly offset: number;
}): readonly Named[] {
  const alias = /^npm:(@?[^@]+)/.exec(value)?.[1];
  return [key, ...(alias === undefined ? [] : [alias])].map((name) => ({
    name,
    offset,
    role: 'the dependency',
  }));
}
