import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Updater } from 'tuf-js';

export interface StockDownload {
  /** Where a vault is served. */
  readonly url: string;
  readonly trustedRoot: string;
  readonly targetPaths: readonly string[];
  /** What the client keeps between its runs. */
  readonly folder: string;
}

/** A stock tuf-js client, with nothing of ours: refreshes, and resolves to the files that it downloaded and verified. */
export async function downloadWithTufJs(input: StockDownload): Promise<readonly string[]> {
  const { url, trustedRoot, targetPaths, folder } = input;
  const [metadataDir, targetDir] = [join(folder, 'metadata'), join(folder, 'targets')];
  for (const dir of [metadataDir, targetDir]) await mkdir(dir, { recursive: true });
  await giveRoot(trustedRoot, folder, metadataDir);
  const addresses = { metadataBaseUrl: `${url}/metadata`, targetBaseUrl: `${url}/targets` };
  const updater = new Updater({ metadataDir, targetDir, ...addresses });
  await updater.refresh();
  const files: string[] = [];
  for (const path of targetPaths) {
    const target = await updater.getTargetInfo(path);
    if (target === undefined) throw new Error(`the metadata does not name ${path}`);
    files.push(await updater.downloadTarget(target));
  }
  return files;
}

/** tuf-js trusts the newest root that its folder holds; whoever is given a root puts it there once. */
async function giveRoot(trustedRoot: string, folder: string, metadataDir: string): Promise<void> {
  const given = join(folder, 'given-root.json');
  const before = await readFile(given).catch(() => undefined);
  if (before !== undefined && Buffer.compare(before, await readFile(trustedRoot)) === 0) return;
  for (const path of [join(metadataDir, 'root.json'), given]) await copyFile(trustedRoot, path);
}
