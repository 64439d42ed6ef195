/** One file or folder of an archive, already proven to be safe to name and to write. */
export interface MemberHeader {
  /** Relative, `/`-separated, NFC, no empty, `.` or `..` segment, no trailing slash. As in the archive: the common first folder is not stripped yet. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** Normalised: 0o755 for folders and files with an execute bit for the owner, else 0o644. */
  readonly mode: 0o644 | 0o755;
  /** Bytes of content; 0 for a folder. */
  readonly size: number;
}

/** A file with its content, as the scanner reads it and the packer writes it. */
export interface FileMember {
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  readonly content: Uint8Array;
}

/** What a plugin folder holds, provable file by file: `custom.manifest` of a target is the digest of its encoding. */
export interface FileManifestEntry {
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  readonly size: number;
  readonly sha256: string;
}

/** Entries sorted by path in code-point order; the common first folder is stripped. */
export type FileManifest = readonly FileManifestEntry[];

/** Every limit counts bytes really read, never sizes that a header claims. */
export interface ArchiveLimits {
  /** Files and folders together. */
  readonly maxMembers: number;
  /** Segments of a path. */
  readonly maxDepth: number;
  /** UTF-8 bytes of a path. */
  readonly maxPathLength: number;
  /** Bytes of one unpacked file. */
  readonly maxMemberSize: number;
  /** Bytes of all unpacked files. */
  readonly maxTotalSize: number;
  /** Unpacked tar bytes per packed byte; checked once more than 1 MiB was unpacked. */
  readonly maxRatio: number;
}
