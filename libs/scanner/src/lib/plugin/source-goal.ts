import { extensionOf, type FileKind } from './file-kind.ts';
import { folderOf, readManifest, stringsAt } from './manifest.ts';
import type { Dialect } from '../javascript/parse-dialects.ts';
import type { SourceGoal } from '../javascript/parse-javascript.ts';
import type { FileMember } from '@ragnos-vault/archive';

/** How Node.js would read a source: by extension, else by `type` of the nearest package.json, else as CommonJS. */
export function goalOf(path: string, goals: ReadonlyMap<string, SourceGoal>): SourceGoal {
  const extension = extensionOf(path);
  if (extension === 'mjs' || extension === 'mts') return 'module';
  if (extension === 'cjs' || extension === 'cts') return 'commonjs';
  for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
    const goal = goals.get(folder);
    if (goal !== undefined) return goal;
    if (folder === '') return 'commonjs';
  }
}

/** What besides JavaScript of the standard a file may hold; data that may be code is not given that much credit. */
export function dialectOf({ path, kind }: { readonly path: string; readonly kind: FileKind }): Dialect {
  if (kind === 'typescript') return extensionOf(path) === 'tsx' ? 'tsx' : 'typescript';
  return kind === 'javascript' ? 'jsx' : 'none';
}

/** What each package.json says of the sources below its folder. */
export function goalsOf(files: readonly FileMember[]): ReadonlyMap<string, SourceGoal> {
  const manifests = files.filter(({ path }) => path === 'package.json' || path.endsWith('/package.json'));
  return new Map(
    manifests.map((file) => {
      const type = stringsAt(readManifest(file), 'type').at(-1)?.value;
      return [folderOf(file.path), type === 'module' ? 'module' : 'commonjs'];
    }),
  );
}
