import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import { memoryCache } from './cache.ts';
import { openTrustedClient } from './trusted-client.ts';

const NOW = new Date();
const PATH = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const BYTES = new TextEncoder().encode('the archive');
const DOCS = new URL('../../../../../docs/', import.meta.url);

/** The lines of tables, without their heads, as cells. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const cells = (line: string) => line.split('|').slice(1, -1);
  return lines
    .filter(
      (line, at) =>
        line.startsWith('|') && !/^\|[\s|-]+$/.test(line) && !/^\|[\s|-]+$/.test(lines[at + 1] ?? ''),
    )
    .map((line) => cells(line).map((cell) => cell.trim()));
}

describe('docs/threat-model.md', () => {
  const rows = rowsOf(readFileSync(new URL('threat-model.md', DOCS), 'utf8'));
  const [width = 0] = rows.map((row) => row.length);
  const threats = rows.filter((row) => row.length === width);

  it('has a row for each key, for several of them and for who has none', () => {
    expect(threats.length).toBeGreaterThanOrEqual(13);
  });

  it.each(threats.map((row): [string, string] => [row[0] ?? '', row.at(-1) ?? '']))(
    'names tests of %s that exist',
    (_who, cell) => {
      const tests = [...cell.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];
      expect(tests.length).toBeGreaterThanOrEqual(1);
      for (const [, title = '', file = ''] of tests) {
        expect(readFileSync(new URL(file, DOCS), 'utf8')).toContain(`'${title}'`);
      }
    },
  );
});

describe('who can write the store without any key', () => {
  it('stops consumers, and makes them accept nothing', async () => {
    const sim = new RepositorySimulator(NOW);
    sim.addTarget(PATH, BYTES);
    await sim.publish();
    const { trustedRoot } = sim;
    const cache = memoryCache();
    const open = () => openTrustedClient({ trustedRoot, now: NOW }, { fetcher: sim, cache });
    const trusted = await open().refresh();
    const honest = sim.dump();
    const edits: readonly [code: string, edit: () => void | Promise<void>][] = [
      ['ERR_TUF_MISSING', () => void sim.files.delete('metadata/timestamp.json')],
      ['ERR_TUF_SIGNATURE', () => rewrite(sim)],
      ['ERR_TUF_HASH_MISMATCH', () => void sim.files.set(sim.pathOf(PATH), BYTES.toReversed())],
    ];
    for (const [code, edit] of edits) {
      await edit();
      const client = open();
      const download = client.findTarget(PATH).then((target) => client.downloadBytes(target!));
      await expect(download).rejects.toMatchObject({ code });
      sim.restore(honest);
      expect(await open().refresh()).toMatchObject({ root: trusted.root, timestamp: trusted.timestamp });
    }
  });
});

/** A root of the writer's own, with all that hangs on it. */
async function rewrite(sim: RepositorySimulator): Promise<void> {
  const other = new RepositorySimulator(NOW);
  for (const role of other.signers.keys()) other.signers.set(role, [newSigner()]);
  other.trustSigners();
  other.root.version = 2;
  other.addTarget(PATH, BYTES.toReversed());
  await other.publish();
  sim.restore(other.dump());
}
