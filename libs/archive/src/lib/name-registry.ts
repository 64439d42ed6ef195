import { VaultError } from '@ragnos-vault/errors';
import { limitError } from './archive-error.ts';
import { escapeName } from './escape-name.ts';
import { foldName } from './fold-name.ts';
import type { ArchiveLimits, MemberHeader } from './member.ts';

type Named = Pick<MemberHeader, 'path' | 'kind'>;

export interface NameRegistry {
  /** @throws ERR_ARCHIVE_COLLISION, ERR_ARCHIVE_LIMIT */
  readonly add: (member: Named) => void;
}

/**
 * Remembers every file and folder of one archive, also the folders that are only part of a longer name, and refuses
 * a name that would be the same file as an earlier one on any file system. A folder may be named again, letter by
 * letter: most tools that list folders do so.
 */
export function createNameRegistry({ maxMembers }: Pick<ArchiveLimits, 'maxMembers'>): NameRegistry {
  const known = new Map<string, Named>();

  function add(member: Named): void {
    addFolders(member.path);
    register(member);
  }

  function addFolders(path: string): void {
    for (const folder of missingFolders(path)) register({ path: folder, kind: 'folder' });
  }

  function missingFolders(path: string): readonly string[] {
    const missing: string[] = [];
    for (let folder = parentOf(path); folder !== undefined; folder = parentOf(folder)) {
      const earlier = known.get(foldName(folder));
      // What is known was entered with all that is above it.
      if (earlier?.path === folder && earlier.kind === 'folder') break;
      missing.unshift(folder);
    }
    return missing;
  }

  function register(member: Named): void {
    const key = foldName(member.path);
    const earlier = known.get(key);
    if (earlier !== undefined) {
      assertSameFolder(earlier, member);
      return;
    }
    known.set(key, member);
    if (known.size > maxMembers) {
      throw limitError({
        what: 'files and folders',
        limit: maxMembers,
        value: known.size,
        path: member.path,
      });
    }
  }

  return { add };
}

function parentOf(path: string): string | undefined {
  const end = path.lastIndexOf('/');
  return end === -1 ? undefined : path.slice(0, end);
}

function assertSameFolder(earlier: Named, member: Named): void {
  if (earlier.path === member.path && earlier.kind === 'folder' && member.kind === 'folder') return;
  const path = escapeName(member.path);
  const first = escapeName(earlier.path);
  throw new VaultError(
    'ERR_ARCHIVE_COLLISION',
    `${member.kind} would overwrite ${earlier.kind} ${first}: ${path}`,
    {
      facts: { path, first, kind: member.kind, firstKind: earlier.kind, rule: 'ARC-004' },
    },
  );
}
