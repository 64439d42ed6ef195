import { Parser, type ReadEntry } from 'tar';
import { formatError, memberFormatError } from './archive-error.ts';

/** A member as our reading of the raw blocks has it. */
export interface ReadMember {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly mode: number;
  readonly size: number;
}

export interface SecondReading {
  /** Hands over blocks that our own reading accepted. What a listener throws is thrown on. */
  readonly feed: (blocks: Buffer) => void;
  /** The entry that the header just fed opened; it must be what we read. */
  readonly openEntry: (member: ReadMember) => ReadEntry;
  readonly end: () => void;
}

const TYPE_OF = { file: 'File', folder: 'Directory' } as const;

/**
 * node-tar's Parser in lock-step with our own reading of every header. Both must see the same name, type, mode and
 * size, or the archive is one that two tools read in two ways (CWE-436; CVE-2025-62518, CVE-2026-53655).
 */
export function createSecondReading(): SecondReading {
  // Its detection of other compressions is off: what arrives is tar.
  const parser = new Parser({ strict: true, brotli: false, zstd: false });
  let failure: Error | undefined;
  let opened: ReadEntry | undefined;
  parser.on('error', (error: Error) => {
    failure ??= error;
  });
  parser.on('entry', (entry: ReadEntry) => {
    opened = entry;
  });

  function assertHealthy(): void {
    if (failure !== undefined) throw formatError('node-tar refuses the archive', {}, failure);
  }

  function feed(blocks: Buffer): void {
    parser.write(blocks);
    assertHealthy();
  }

  function openEntry(member: ReadMember): ReadEntry {
    const entry = opened;
    opened = undefined;
    if (entry === undefined || !isSame(entry, member)) {
      throw memberFormatError(member.name, 'two tools would read this member in two ways');
    }
    return entry;
  }

  function end(): void {
    parser.end();
    assertHealthy();
  }

  return { feed, openEntry, end };
}

function isSame(entry: ReadEntry, { name, kind, mode, size }: ReadMember): boolean {
  return (
    entry.path === name &&
    entry.type === TYPE_OF[kind] &&
    entry.size === size &&
    ((entry.mode ?? 0) & 0o7777) === (mode & 0o7777)
  );
}
