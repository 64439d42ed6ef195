/**
 * The first folder below which every one of the files lies (`package` in what npm packs), if there is one. Give files
 * only: an empty folder beside it does not count.
 */
export function commonFolderOf(files: readonly string[]): string | undefined {
  const folders = new Set(files.map(firstFolderOf));
  const [folder] = folders;
  return folders.size === 1 ? folder : undefined;
}

/** The paths of files without their common first folder, in the same order; unchanged where they have none. */
export function stripCommonFolder(files: readonly string[]): readonly string[] {
  const folder = commonFolderOf(files);
  return folder === undefined ? files : files.map((path) => path.slice(folder.length + 1));
}

function firstFolderOf(path: string): string | undefined {
  const end = path.indexOf('/');
  return end === -1 ? undefined : path.slice(0, end);
}
