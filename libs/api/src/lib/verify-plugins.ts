import { resolve } from 'node:path';
import { verifyInstalled } from '@ragnos-vault/installer';
import type { VerifyReport } from '@ragnos-vault/installer';
import { openTrustedClient } from '@ragnos-vault/metadata';
import { openPluginStore } from '@ragnos-vault/storage';
import { unplugged } from './install-session.ts';
import { loadPolicy, type PolicyInput } from './load-policy.ts';
import { openKeptTrust } from './trust-caches.ts';

/** The limits of the policy hold for archives that are read again. */
export interface VerifyPluginsInput extends PolicyInput {
  readonly pluginsDir: string;
  /** Makes a new set from the kept archives where something differs. */
  readonly repair?: boolean;
  /** A root.json: then what metadata proven from it does not name is a difference. */
  readonly trustedRoot?: Uint8Array;
  /** How long a repair waits for another process that changes the folder. */
  readonly lockTimeoutMs?: number;
  readonly now: Date;
}

/** Proves what lies on disk, without network. @throws what `verifyInstalled` of the installer throws. */
export async function verifyPlugins(input: VerifyPluginsInput): Promise<VerifyReport> {
  const { pluginsDir, trustedRoot, now } = input;
  const { limits } = await loadPolicy(input, now);
  const kept = await openKeptTrust(pluginsDir);
  const clients = kept
    .flatMap(({ cache, root }) => (root === undefined ? [] : { cache, root }))
    .filter(({ root }) => trustedRoot === undefined || Buffer.compare(root, trustedRoot) === 0)
    .map(({ cache, root }) =>
      openTrustedClient(
        // How old it may be is for those to judge who install; what was signed once tells what was installed.
        { trustedRoot: root, now, offline: true, acceptExpiredMetadataUnsafe: true, ignoresClock: true },
        { fetcher: unplugged, cache },
      ),
    );
  return verifyInstalled(
    { ...input, limits, onlySigned: trustedRoot !== undefined },
    { store: openPluginStore(resolve(pluginsDir), input), clients, caches: kept.map(({ cache }) => cache) },
  );
}
