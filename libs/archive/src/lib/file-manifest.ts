import { encodeCanonicalJson, sha256Hex } from '@ragnos-vault/crypto';
import { compareCodePoints } from './code-points.ts';
import type { FileManifest, FileManifestEntry, FileMember } from './member.ts';

/** What these files are, provable one by one; the order they are given in does not matter. */
export function manifestOf(files: readonly FileMember[]): FileManifest {
  return sortManifest(files.map(manifestEntryOf));
}

export function manifestEntryOf({ path, mode, content }: FileMember): FileManifestEntry {
  return { path, mode, size: content.length, sha256: sha256Hex(content) };
}

/** The manifest of entries that were gathered one by one, for example while their files were written. */
export function sortManifest(entries: readonly FileManifestEntry[]): FileManifest {
  return entries.toSorted((left, right) => compareCodePoints(left.path, right.path));
}

/** Canonical JSON: one manifest has one encoding, whose SHA-256 stands in signed metadata. */
export function encodeFileManifest(manifest: FileManifest): Uint8Array {
  return encodeCanonicalJson(manifest.map(({ mode, path, sha256, size }) => ({ mode, path, sha256, size })));
}
