import { decodeText } from './decode-text.ts';
import { membersOf, readJsonTree, type JsonMember, type JsonNode } from './json-tree.ts';
import type { FileMember } from '@ragnos-vault/archive';

/** A lock file that npm would obey: the plugin's own, and those of bundled dependencies. */
export interface LockFile {
  readonly path: string;
  readonly tree: JsonNode;
  readonly entries: readonly LockEntry[];
}

/** Where a lock file says that a package comes from. */
export interface LockEntry {
  /** What is installed under the name it is asked by: of an alias, the name behind it. */
  readonly name: string;
  readonly version: string | undefined;
  readonly resolved: string;
  readonly hasIntegrity: boolean;
  readonly isBundled: boolean;
  readonly offset: number;
}

const OBEYED = /^(?:(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\/)?(?:npm-shrinkwrap|package-lock)\.json$/;
const FOLDER = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/;
const ALIAS = /^npm:(@?[^@]+)@(.*)$/;
/** What npm 6 writes in place of a version where a package has no registry. */
const ADDRESS = /^[\w+.-]+(?:@[\w.-]+)?:/;

export function lockFilesOf(files: readonly Pick<FileMember, 'path' | 'content'>[]): readonly LockFile[] {
  return files.flatMap(({ path, content }) => {
    const tree = OBEYED.test(path) ? readJsonTree(decodeText(content)) : undefined;
    return tree === undefined ? [] : [{ path, tree, entries: [...installed(tree), ...nested(tree)] }];
  });
}

/** `packages`, since npm 7: folders to what is in them. */
function installed(tree: JsonNode): readonly LockEntry[] {
  return objectsUnder(tree, 'packages').flatMap((member) => {
    const [, name] = FOLDER.exec(member.key) ?? [];
    const isLink = truthOf(member.value, 'link');
    return name === undefined || isLink ? [] : toEntry(name, member);
  });
}

/** `dependencies`, until npm 6: names to packages, which have dependencies of their own. */
function nested(tree: JsonNode): readonly LockEntry[] {
  return objectsUnder(tree, 'dependencies').flatMap((member) => [
    ...toEntry(member.key, member),
    ...nested(member.value),
  ]);
}

function toEntry(key: string, { value, offset }: JsonMember): readonly LockEntry[] {
  const said = textOf(value, 'version');
  const [, alias, version = said] = ALIAS.exec(said ?? '') ?? [];
  const resolved = textOf(value, 'resolved') ?? (ADDRESS.test(version ?? '') ? version : undefined);
  if (resolved === undefined) return [];
  return [
    {
      name: textOf(value, 'name') ?? alias ?? key,
      version,
      resolved,
      hasIntegrity: textOf(value, 'integrity') !== undefined,
      isBundled: truthOf(value, 'inBundle') || truthOf(value, 'bundled'),
      offset,
    },
  ];
}

function objectsUnder(tree: JsonNode, key: string): readonly JsonMember[] {
  return membersOf(tree, key).flatMap(({ value }) => (value.kind === 'object' ? value.members : []));
}

function textOf(node: JsonNode, key: string): string | undefined {
  const [value] = membersOf(node, key).flatMap((member) =>
    member.value.kind === 'string' && member.value.value !== '' ? [member.value.value] : [],
  );
  return value;
}

function truthOf(node: JsonNode, key: string): boolean {
  return membersOf(node, key).some(({ value }) => value.kind === 'other' && value.value === true);
}
