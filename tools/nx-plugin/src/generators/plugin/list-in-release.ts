import {
  getProjects,
  readJson,
  readNxJson,
  updateNxJson,
  type NxJsonConfiguration,
  type Tree,
} from '@nx/devkit';

type Release = NonNullable<NxJsonConfiguration['release']>;

/** Names a project to `nx release`, which leaves out private ones that nobody names; whatever it released before, it still does. */
export function listInRelease(tree: Tree, name: string): void {
  const nxJson = readNxJson(tree) ?? {};
  const { release = {} } = nxJson;
  const { groups, projects } = release;
  updateNxJson(tree, {
    ...nxJson,
    release:
      groups === undefined
        ? { ...release, projects: withName(projects ?? publicLibraries(tree), name) }
        : { ...release, groups: withGroup(groups, name) },
  });
}

function withName(projects: string | string[], name: string): string[] {
  const before = [projects].flat();
  return before.includes(name) ? before : [...before, name];
}

function withGroup(groups: NonNullable<Release['groups']>, name: string): NonNullable<Release['groups']> {
  const group = groups['vault-plugins'];
  return { ...groups, 'vault-plugins': { ...group, projects: withName(group?.projects ?? [], name) } };
}

/** What Nx releases where nothing is named. */
function publicLibraries(tree: Tree): string[] {
  return [...getProjects(tree)]
    .filter(
      ([, { projectType, root }]) => projectType === 'library' && isPublic(tree, `${root}/package.json`),
    )
    .map(([name]) => name);
}

function isPublic(tree: Tree, file: string): boolean {
  return tree.exists(file) && readJson<{ readonly private?: boolean }>(tree, file).private !== true;
}
