import { readFile } from 'node:fs/promises';
import type { GitHubClient } from './github-client.ts';

export interface Asset {
  readonly name: string;
  readonly file: string;
}

/**
 * Adds files to a release, and returns the names that it did not have. What is there stays: it may be in use.
 *
 * @throws what the REST service throws; see `missingPermission`
 */
export async function addReleaseAssets(
  assets: readonly Asset[],
  releaseId: number,
  { owner, repo, rest, request }: GitHubClient,
): Promise<readonly string[]> {
  const release = { owner, repo, release_id: releaseId };
  const { data: target } = await rest.repos.getRelease(release);
  const present = new Set(target.assets.map(({ name }) => name));
  const missing = assets.filter(({ name }) => !present.has(name));
  // The server says where uploads go: on github.com that is another host than that of the service.
  const place = target.upload_url.replace(/\{.*$/, '');
  for (const { name, file } of missing) {
    const data = await readFile(file);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': data.length };
    await request({ method: 'POST', url: `${place}?name=${encodeURIComponent(name)}`, headers, data });
  }
  return missing.map(({ name }) => name);
}
