export { collectFiles } from './lib/collect-files.ts';
export { commonFolderOf, stripCommonFolder } from './lib/common-folder.ts';
export { escapeName } from './lib/escape-name.ts';
export { encodeFileManifest, manifestEntryOf, manifestOf, sortManifest } from './lib/file-manifest.ts';
export { DEFAULT_LIMITS } from './lib/limits.ts';
export { parseMemberPath } from './lib/member-path.ts';
export { packFiles } from './lib/pack-files.ts';
export { parseFileManifest } from './lib/parse-file-manifest.ts';
export { parsePluginManifest } from './lib/parse-plugin-manifest.ts';
export { readArchive } from './lib/read-archive.ts';
export type { ArchiveRule } from './lib/archive-error.ts';
export type { CollectedFiles } from './lib/collect-files.ts';
export type {
  ArchiveLimits,
  FileManifest,
  FileManifestEntry,
  FileMember,
  MemberHeader,
} from './lib/member.ts';
export type { PluginManifest } from './lib/parse-plugin-manifest.ts';
export type { ArchiveTotals } from './lib/read-archive.ts';
export type { MemberSink, TarReaderInput } from './lib/tar-reader.ts';
