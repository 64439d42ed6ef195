import { decodeText } from '../plugin/decode-text.ts';
import { membersOf, readJsonTree } from '../plugin/json-tree.ts';
import { stringsAt, stringsUnder, type Manifest } from '../plugin/manifest.ts';
import type { Plugin, PluginFile } from '../plugin/plugin.ts';

/** A package that a plugin is, holds or asks for. */
export interface NamedPackage {
  readonly name: string;
  /** A version, or the range of versions that is asked for. */
  readonly version: string;
  readonly role: 'is' | 'bundles' | 'locks' | 'depends on';
  readonly path: string;
  readonly offset: number;
}

const INSTALLED = ['dependencies', 'optionalDependencies', 'peerDependencies'];
const LOCKS = /(?:^|\/)(?:npm-shrinkwrap|package-lock)\.json$/;

/** All packages that the manifests and lock files of a plugin name. */
export function namedPackages({ files, manifests }: Plugin): readonly NamedPackage[] {
  return [...manifests.flatMap(ofManifest), ...files.filter(({ path }) => LOCKS.test(path)).flatMap(ofLock)];
}

function ofManifest(manifest: Manifest): readonly NamedPackage[] {
  const { path } = manifest;
  const role = path === 'package.json' ? 'is' : 'bundles';
  const versions = stringsAt(manifest, 'version').map(({ value }) => value);
  const own = stringsAt(manifest, 'name').flatMap(({ value: name, offset }): NamedPackage[] =>
    versions.map((version) => ({ name, version, role, path, offset })),
  );
  const asked = INSTALLED.flatMap((field) => stringsUnder(manifest, field)).map(
    ({ key, value, offset }): NamedPackage => {
      const alias = /^npm:(@?[^@]+)(?:@(.*))?$/.exec(value);
      const [name, version] = alias === null ? [key, value] : [alias[1] ?? key, alias[2] ?? '*'];
      return { name, version, role: 'depends on', path, offset };
    },
  );
  return [...own, ...asked];
}

/** `packages` of lock files since npm 7: `node_modules/a/node_modules/@b/c` to what is there. */
function ofLock({ path, content }: PluginFile): readonly NamedPackage[] {
  const tree = readJsonTree(decodeText(content));
  return membersOf(tree, 'packages').flatMap(({ value }) =>
    value.kind !== 'object'
      ? []
      : value.members.flatMap((member): NamedPackage[] => {
          const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(member.key)?.[1];
          if (name === undefined) return [];
          return membersOf(member.value, 'version').flatMap(({ value: version, offset }): NamedPackage[] =>
            version.kind === 'string' ? [{ name, version: version.value, role: 'locks', path, offset }] : [],
          );
        }),
  );
}
