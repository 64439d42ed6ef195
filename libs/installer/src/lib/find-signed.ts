import { VaultError } from '@ragnos-vault/errors';
import { parsePluginCustom } from '@ragnos-vault/metadata';
import type { TrustedClient, TrustedTarget } from '@ragnos-vault/metadata';
import type { InstalledPlugin } from '@ragnos-vault/storage';

/** What trusted metadata signs of an installed plugin. */
export interface Signed {
  /** Of the archive, in hex; missing where only a stronger digest is signed. */
  readonly sha256?: string;
  /** Of the file manifest, in hex; missing where another TUF tool published it. */
  readonly manifest?: string;
}

/**
 * The entry of an installed plugin in the metadata of any repository: the one with its digest where there is one.
 * `undefined` where none names its path, or what is kept of one cannot be trusted.
 *
 * @throws ERR_IO
 */
export async function findSigned(
  { targetPath, sha256 }: InstalledPlugin,
  clients: readonly TrustedClient[],
): Promise<Signed | undefined> {
  const found: Signed[] = [];
  for (const client of clients) {
    const target = await find(targetPath, client);
    if (target !== undefined) found.push(toSigned(target));
  }
  return found.find((signed) => signed.sha256 === sha256) ?? found[0];
}

async function find(path: string, client: TrustedClient): Promise<TrustedTarget | undefined> {
  try {
    return await client.findTarget(path);
  } catch (error) {
    // Not kept, or no longer proven: then it proves nothing.
    if (error instanceof VaultError && error.class === 'refused') return undefined;
    throw error;
  }
}

function toSigned({ hashes, custom }: TrustedTarget): Signed {
  const [sha256, manifest] = [hashes.get('sha256'), parsePluginCustom(custom)?.manifest];
  return { ...(sha256 !== undefined && { sha256 }), ...(manifest !== undefined && { manifest }) };
}
