import { extensionOf } from '../plugin/file-kind.ts';
import type { PluginFile } from '../plugin/plugin.ts';
import type { Rule } from '../rule.ts';

const PACKED = new Set('zip tgz tar gz bz2 xz 7z rar zst cab lzh ace'.split(' '));
const LOCAL_HEADER = Uint8Array.of(0x50, 0x4b, 3, 4);
/** Nothing fits into less. */
const MIN_BYTES = 64;

export const CNT_007: Rule = {
  id: 'CNT-007',
  title: 'Archive inside the archive',
  severity: 'low',
  what: 'A file is an archive of its own, which is reported as skipped; high where it is a ZIP whose members are encrypted.',
  why: 'What is packed once more was not scanned, and what is encrypted is meant not to be.',
  incident: 'xz 2024 (an archive in the test data), password-protected ZIPs of stealers since 2023',
  fix: 'Ship the files themselves.',
  *checkFile(file) {
    const isArchive = file.magic?.family === 'archive' || PACKED.has(extensionOf(file.path));
    if (!isArchive || file.content.length < MIN_BYTES) return;
    const name = file.magic?.name ?? `.${extensionOf(file.path)}`;
    if (isEncryptedZip(file)) yield { offset: 0, message: 'is an encrypted ZIP', severity: 'high' };
    else yield { offset: 0, message: `is an archive (${name}) that was not looked into` };
  },
};

/** Bit 0 of the flags of a member says that it is encrypted. */
function isEncryptedZip({ magic, content }: PluginFile): boolean {
  if (magic?.name !== 'ZIP') return false;
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  for (let at = 0; at !== -1; at = bytes.indexOf(LOCAL_HEADER, at + 4))
    if (((bytes[at + 6] ?? 0) & 1) === 1 && isHeader(bytes, at)) return true;
  return false;
}

/** A member was made by a version of ZIP that exists, and is packed in one of its ways. */
function isHeader(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 5] ?? 1) === 0 && (bytes[at + 4] ?? 255) <= 63 && (bytes[at + 8] ?? 255) <= 99;
}
