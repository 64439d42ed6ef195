export type {
  ArchiveLimits,
  FileManifest,
  FileManifestEntry,
  FileMember,
  MemberHeader,
} from './lib/member.ts';
