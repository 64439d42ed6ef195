import type { ArchiveLimits } from './member.ts';

const MIB = 1024 * 1024;

/**
 * Wide enough for every genuine plugin that was measured, narrow enough that none can fill a disk or a memory.
 *
 * The largest packages of daily use hold some 4,000 files (core-js), members of 120 MiB (native compilers), 150 MiB
 * together, and paths of 200 bytes. Source text packs 4 to 30 times smaller; deflate cannot pass 1,032, so
 * that a limit near 1,000 would stop nothing.
 */
export const DEFAULT_LIMITS: ArchiveLimits = {
  maxMembers: 100_000,
  maxDepth: 32,
  maxPathLength: 512,
  maxMemberSize: 256 * MIB,
  maxTotalSize: 1024 * MIB,
  maxRatio: 200,
};

/** A PAX header or GNU long name; the attributes that a macOS `tar` adds are the largest in use. */
export const MAX_META_SIZE = 256 * 1024;

/** GNU tar pads to records of 10 KiB, other tools to 64 KiB at most. */
export const MAX_END_PADDING = MIB;

/** Below this a ratio says nothing: a small file of spaces is not a bomb. */
export const RATIO_FLOOR = MIB;
