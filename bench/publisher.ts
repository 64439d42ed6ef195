import { readFile } from 'node:fs/promises';
import { sha256Hex } from '@ragnos-vault/crypto';
import { pluginArchivePath, pluginIndexPath } from '@ragnos-vault/metadata';
import { NO_CAPABILITIES } from '@ragnos-vault/scanner';
import { openDirectoryStore } from '@ragnos-vault/storage';
import { encodeVaultConfig, parseVaultConfig } from '../libs/publisher/src/lib/parse-vault-config.ts';
import { planPublish } from '../libs/publisher/src/lib/plan-publish.ts';
import type { PreparedPlugin } from '../libs/publisher/src/lib/prepare-plugin.ts';
import { readTarget } from '../libs/publisher/src/lib/read-target.ts';
import { editRepository } from '../libs/publisher/src/lib/repository-edit.ts';
import { signerOf, VENDOR, type Keys } from './repositories/keys.ts';
import type { Repository } from './repositories/write-repository.ts';

export const ARCHIVE_BYTES = 2_000;

const NOTHING_FOUND = {
  verdict: 'pass',
  complete: true,
  policy: { sha256: '0'.repeat(64), profile: 'standard', failOn: 'high' },
  waivers: [],
  off: [],
  findings: [],
  skipped: [],
  files: 12,
  bytes: 654_321,
  capabilities: NO_CAPABILITIES,
} as const;

/** What `publish` does once its archives are read and scanned: plan, sign, verify, store, commit. */
export async function publishPlugins(
  names: readonly string[],
  { folder, trustedRoot }: Repository,
  keys: Keys,
): Promise<void> {
  const [store, now] = [openDirectoryStore(folder), new Date()];
  const roles = ['root', 'targets', 'snapshot', 'timestamp'] as const;
  const config = parseVaultConfig(encodeVaultConfig(new Map(roles.map((role) => [role, ['file:unused']]))));
  const plugins = names.map(preparedPlugin);
  const input = { config, trustedRoot: await readFile(trustedRoot), now };
  const openSigners = (role: string) => Promise.resolve(signerOf(keys, role));
  await editRepository(
    {
      ...input,
      plan: async (repository) => {
        const planned = await planPublish({ repository, plugins, now }, (path, target) =>
          readTarget(store, path, target),
        );
        return { edit: planned.edit, result: undefined };
      },
    },
    { store, openSigners },
  );
}

function preparedPlugin(shortName: string): PreparedPlugin {
  const [name, version, id] = [`@${VENDOR}/${shortName}`, '1.0.0', { vendor: VENDOR, shortName }];
  const archive = Buffer.from(`archive of ${shortName}`.padEnd(ARCHIVE_BYTES));
  const sha256 = sha256Hex(archive);
  return {
    name,
    version,
    targetPath: pluginArchivePath(id, version),
    indexPath: pluginIndexPath(id),
    archive,
    sha256,
    manifest: sha256Hex(Buffer.from(name)),
    files: 12,
    unpackedSize: 654_321,
    // Nobody looks at it any more.
    scan: { name, version, sha256, ...NOTHING_FOUND },
  };
}
