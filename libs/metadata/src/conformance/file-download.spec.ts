import { describe, expect, it } from '@jest/globals';
import { type ConformanceClient, WAYS_TO_PLAY } from '@ragnos-vault/testing';

const PATH = 'target_file.txt';
const bytes = (text: string) => new TextEncoder().encode(text);
const CONTENT = bytes('target file contents');

async function textsOf(client: ConformanceClient): Promise<readonly string[]> {
  return (await client.downloaded()).map((file) => Buffer.from(file).toString());
}

// The scenarios of tuf-conformance test_file_download.py, by their names there; the code is ours.
describe.each(WAYS_TO_PLAY)('tuf-conformance test_file_download, %s', (_way, play) => {
  it(
    'test_client_downloads_expected_file',
    play(async ({ repo, client }) => {
      repo.addTarget('targets', PATH, CONTENT);
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      expect(await textsOf(client)).toEqual([]);
      expect(await client.download(PATH)).toBe(0);
      expect(await textsOf(client)).toEqual(['target file contents']);
    }),
  );

  it(
    'test_client_downloads_expected_file_in_sub_dir',
    play(async ({ repo, client }) => {
      const path = `path/to/a/${PATH}`;
      repo.addTarget('targets', path, CONTENT);
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download(path)).toBe(0);
      expect(await textsOf(client)).toEqual(['target file contents']);
    }),
  );

  it(
    'test_repository_substitutes_target_file',
    play(async ({ repo, client }) => {
      const other = 'another_target_file.txt';
      repo.addTarget('targets', PATH, CONTENT);
      repo.addTarget('targets', other, bytes('content'));
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download(PATH)).toBe(0);
      for (const path of [PATH, other]) repo.artifacts.set(path, bytes('malicious data'));
      expect(await client.download(PATH)).toBe(0);
      expect(await client.download(other)).toBe(1);
      expect(await textsOf(client)).toEqual(['target file contents']);
    }),
  );

  it(
    'test_multiple_changes_to_target',
    play(async ({ repo, client }) => {
      repo.addTarget('targets', PATH, CONTENT);
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download(PATH)).toBe(0);
      let expected = ['target file contents'];
      for (let round = 0; round <= 10; round += 1) {
        const previous = Buffer.from(repo.artifacts.get(PATH)!).toString();
        repo.addTarget('targets', PATH, bytes(`modified ${round}`));
        repo.addTarget('targets', `new-target-${round}`, bytes(`new ${round}`));
        await repo.publish('targets', 'snapshot', 'timestamp');
        // As in the original, the client sees the repository every fifth time.
        if (round % 5 !== 0) continue;
        expect(await client.download(PATH)).toBe(0);
        expect(await client.download(`new-target-${round}`)).toBe(0);
        expected = [
          ...expected.filter((text) => !/^(target|modified)/.test(text)),
          `modified ${round}`,
          `new ${round}`,
        ];
        expect(previous).not.toBe(`modified ${round}`);
        expect(await textsOf(client)).toEqual(expected);
        repo.artifacts.set(PATH, bytes(`malicious ${round}`));
        await repo.publish('targets', 'snapshot', 'timestamp');
        await client.download(PATH);
        expect(await textsOf(client)).toEqual(expected);
      }
    }),
  );

  it.each([
    ['hashes0', ['sha256']],
    ['hashes1', ['sha512']],
    ['hashes2', ['sha256', 'sha512']],
  ])('test_download_with_hash_algorithms[%s]', (_case, algorithms) =>
    play(async ({ repo, client }) => {
      repo.addTarget('targets', PATH, CONTENT);
      repo.setHashes('targets', PATH, algorithms);
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download(PATH)).toBe(0);
      const stored = Object.values(repo.targets.targets[PATH]!.hashes).map((digest) => `${digest}.${PATH}`);
      expect(repo.targetRequests).toHaveLength(1);
      expect(stored).toContain(repo.targetRequests[0]);
      expect(await textsOf(client)).toEqual(['target file contents']);
    })(),
  );

  it(
    'test_download_with_unknown_hash_algorithm',
    play(async ({ repo, client }) => {
      repo.addTarget('targets', PATH, CONTENT);
      repo.targets.targets[PATH]!.hashes = { 'unknown-hash': 'ab'.repeat(64) };
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download(PATH)).toBe(1);
      expect(await textsOf(client)).toEqual([]);
    }),
  );

  it(
    'test_artifact_cache',
    play(async ({ repo, client }) => {
      repo.addTarget('targets', PATH, CONTENT);
      await repo.publish('targets', 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download(PATH)).toBe(0);
      expect(await client.download(PATH)).toBe(0);
      expect(repo.targetRequests).toHaveLength(1);
      expect(await textsOf(client)).toEqual(['target file contents']);
    }),
  );
});
