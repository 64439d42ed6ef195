// Small plugins for the specs and children of this lib.
import { DEFAULT_LIMITS, encodeFileManifest, manifestOf, packFiles } from '@ragnos-vault/archive';
import type { FileManifest, FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import type { Generation, InstalledPlugin, PluginStore } from '../src/lib/plugin-store.ts';

export interface PluginFixture {
  readonly archive: Uint8Array;
  readonly plugin: InstalledPlugin;
  readonly expected: FileManifest;
}

export function makePlugin(
  shortName: string,
  version: string,
  more: readonly FileMember[] = [],
): PluginFixture {
  const name = `@acme/${shortName}`;
  const files = [
    { path: 'package.json', mode: 0o644, content: Buffer.from(JSON.stringify({ name, version })) },
    { path: 'bin/run.sh', mode: 0o755, content: Buffer.from(`#!/bin/sh\necho ${version}\n`) },
    ...more,
  ] as const;
  return fixtureOf(packFiles(files), manifestOf(files), { shortName, version });
}

export function fixtureOf(
  archive: Uint8Array,
  expected: FileManifest,
  { shortName, version }: { readonly shortName: string; readonly version: string },
): PluginFixture {
  const plugin = {
    name: `@acme/${shortName}`,
    vendor: 'acme',
    shortName,
    version,
    targetPath: `plugins/acme/${shortName}/${version}/${shortName}-${version}.tgz`,
    sha256: sha256Hex(archive),
    length: archive.length,
    manifest: sha256Hex(encodeFileManifest(expected)),
  };
  return { archive, plugin, expected };
}

export function setOf(...fixtures: readonly PluginFixture[]): Omit<Generation, 'number'> {
  return {
    createdAt: '2026-11-23T15:00:00.000Z',
    repository: 'https://plugins.example/',
    root: { version: 1, sha256: 'a'.repeat(64) },
    plugins: fixtures.map(({ plugin }) => plugin),
  };
}

/** Stages and unpacks, as an installer does under the lock. Resolves to what belongs into the set. */
export async function addToStore(store: PluginStore, fixture: PluginFixture): Promise<InstalledPlugin> {
  const { plugin, expected } = fixture;
  const archive = await store.stage(inChunks(fixture.archive));
  const unpacked = await store.unpack({ archive, plugin, expected, limits: DEFAULT_LIMITS });
  await archive.dispose();
  return unpacked.plugin;
}

// eslint-disable-next-line @typescript-eslint/require-await -- the port wants an async source
export async function* inChunks(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
