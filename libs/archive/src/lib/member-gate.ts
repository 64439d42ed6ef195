import { formatError, limitError, pathError } from './archive-error.ts';
import { MAX_META_SIZE } from './limits.ts';
import type { ArchiveLimits, MemberHeader } from './member.ts';
import { parseMemberPath } from './member-path.ts';
import { createNameRegistry } from './name-registry.ts';
import type { ReadMember } from './second-reading.ts';
import type { TarHeader } from './tar-header.ts';
import type { TarMeta } from './tar-meta.ts';

export interface Admitted {
  /** The member as it stands in the archive. */
  readonly read: ReadMember;
  /** The member as it may be used; `undefined` for an entry that names the root folder itself. */
  readonly member: MemberHeader | undefined;
}

export interface MemberGate {
  readonly admitMeta: (header: TarHeader) => void;
  readonly admit: (header: TarHeader, meta: TarMeta | undefined) => Admitted;
  readonly totals: () => { readonly members: number; readonly unpackedSize: number };
}

/** Holds every rule about one member, and about all members together, in the order of an archive. */
export function createMemberGate(limits: ArchiveLimits): MemberGate {
  const names = createNameRegistry(limits);
  let headers = 0;
  let members = 0;
  let unpackedSize = 0;
  let metaSize = 0;

  function admit(header: TarHeader, meta: TarMeta | undefined): Admitted {
    const read = applyMeta(header, meta);
    countHeader(read);
    if (isRoot(read)) return { read, member: undefined };
    const member = toMember(read, limits);
    names.add(member);
    countContent(member);
    members += 1;
    return { read, member };
  }

  /** PAX headers are read as well, and an archive could hold little else. */
  function admitMeta({ size }: TarHeader): void {
    metaSize += size;
    const limit = Math.max(limits.maxTotalSize, MAX_META_SIZE);
    if (metaSize > limit) throw limitError({ what: 'PAX and long-name headers', limit, value: metaSize });
  }

  function countHeader({ name }: ReadMember): void {
    headers += 1;
    if (headers > limits.maxMembers) {
      throw limitError({ what: 'members', limit: limits.maxMembers, value: headers, path: name });
    }
  }

  // A header that claims too much is refused at once: either it is true, or the archive is cut. One that claims too
  // little cannot matter, because the next header would be read from the content.
  function countContent({ path, size }: MemberHeader): void {
    if (size > limits.maxMemberSize) {
      throw limitError({ what: 'size of a member', limit: limits.maxMemberSize, value: size, path });
    }
    unpackedSize += size;
    if (unpackedSize > limits.maxTotalSize) {
      throw limitError({
        what: 'size of all members',
        limit: limits.maxTotalSize,
        value: unpackedSize,
        path,
      });
    }
  }

  return { admitMeta, admit, totals: () => ({ members, unpackedSize }) };
}

function applyMeta({ kind, name, mode, size }: TarHeader, meta: TarMeta | undefined): ReadMember {
  if (kind !== 'file' && kind !== 'folder') throw formatError('a header about a member is no member');
  // CVE-2025-62518: a PAX size beside another one in the header hides members from one of two readers.
  if (meta?.size !== undefined && meta.size !== size) {
    throw formatError('PAX size differs from the size in the header', { pax: meta.size, header: size });
  }
  return { kind, name: meta?.name ?? name, mode, size };
}

/** `tar -czf x.tgz .` begins with an entry for the folder itself, which says nothing. */
function isRoot({ kind, name }: ReadMember): boolean {
  return kind === 'folder' && (name === '.' || name === './');
}

function toMember({ kind, name, mode, size }: ReadMember, limits: ArchiveLimits): MemberHeader {
  if (kind === 'file' && name.endsWith('/')) throw pathError(name, 'file has the name of a folder');
  const bare = kind === 'folder' && name.endsWith('/') ? name.slice(0, -1) : name;
  const path = parseMemberPath(bare, limits);
  return { path, kind, size, mode: kind === 'folder' || (mode & 0o100) !== 0 ? 0o755 : 0o644 };
}
