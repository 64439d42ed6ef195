import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeCanonicalJson, parseJson, type JsonValue } from '@ragnos-vault/crypto';
import { ConformanceRepository, MemoryClient, trustedVersion } from '@ragnos-vault/testing';

interface World {
  readonly repo: ConformanceRepository;
  /** A client that has seen the first version. */
  readonly client: MemoryClient;
}

/** A repository with a delegation, at its second version, of which every run gets a copy. */
async function openWorld(): Promise<() => Promise<World>> {
  const repo = await ConformanceRepository.open();
  repo.delegate('targets', { name: 'A', paths: ['*'] });
  repo.addTarget('A', 'file', Buffer.from('bytes'));
  await repo.publishAll();
  const first = new MemoryClient(repo);
  await first.init(repo.trustedRoot);
  await first.download('file');
  await repo.publish('root', 'A', 'targets', 'snapshot', 'timestamp');
  const good = new Map(repo.files);
  return async () => {
    for (const [name, bytes] of good) repo.files.set(name, bytes);
    const client = new MemoryClient(repo);
    await client.init(repo.trustedRoot);
    for (const [name, bytes] of first.cached) client.cached.set(name, bytes);
    return { repo, client };
  };
}

const FILES: Readonly<Record<string, string>> = {
  root: '2.root',
  timestamp: 'timestamp',
  snapshot: '3.snapshot',
  targets: '3.targets',
  A: '2.A',
};
const ROLES = Object.keys(FILES);

/** MemoryClient lets nothing but a VaultError count as a failure, so that any other error fails the property. */
async function expectSound(client: MemoryClient, forgotten: readonly string[] = []): Promise<void> {
  await client.refresh();
  await client.download('no such file');
  for (const role of ROLES) {
    const floor = (await trustedVersion(client, role)) ?? (forgotten.includes(role) ? 1 : 0);
    expect(floor).toBeGreaterThanOrEqual(1);
  }
}

/** Values that can be signed and read at all, so that the other rules are reached. */
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue[]>(null, true, '', 'x', 0, 1, -1, 2 ** 53 - 1, [], {}, [null], { a: null }, [[]]),
  fc
    .json({ maxDepth: 2 })
    .map(parseSignable)
    .filter((parsed) => parsed !== undefined),
);

function parseSignable(text: string): JsonValue | undefined {
  try {
    const parsed = parseJson(Buffer.from(text));
    encodeCanonicalJson(parsed);
    return parsed;
  } catch {
    return undefined;
  }
}

/** All places in a document, as lists of keys. */
function placesIn(node: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof node !== 'object' || node === null) return [path];
  return [path, ...Object.entries(node).flatMap(([key, child]) => placesIn(child, [...path, key]))];
}

function withValue(node: unknown, path: readonly string[], replacement: JsonValue): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(node))
    return node.map((item: unknown, at) => (String(at) === key ? withValue(item, rest, replacement) : item));
  return Object.fromEntries(
    Object.entries(node as object).map(([name, item]) => [
      name,
      name === key ? withValue(item, rest, replacement) : item,
    ]),
  );
}

describe('whatever a mirror sends', () => {
  it('bytes that were changed anywhere lead to a typed error, and never below what was trusted', async () => {
    const copyWorld = await openWorld();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ROLES),
        fc.array(fc.tuple(fc.nat(3_000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(3_000), { nil: undefined }),
        async (role, edits, cut) => {
          const { repo, client } = await copyWorld();
          const bytes = Uint8Array.from(repo.fileOf(FILES[role]!));
          for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
          repo.files.set(FILES[role]!, bytes.subarray(0, cut));
          await expectSound(client);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('any value in any place of validly signed metadata leads to a typed error, or is harmless', async () => {
    const copyWorld = await openWorld();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ROLES), fc.nat(), value, async (role, at, replacement) => {
        const { repo, client } = await copyWorld();
        const name = FILES[role]!;
        const { signed } = JSON.parse(Buffer.from(repo.fileOf(name)).toString()) as { signed: object };
        const places = placesIn(signed).slice(1);
        const changed = withValue(signed, places[at % places.length]!, replacement);
        repo.files.set(name, await repo.sign(role, changed as Record<string, JsonValue>));
        // TUF 5.3.11: a root may take keys away, which drops what they signed.
        await expectSound(client, role === 'root' ? ['timestamp', 'snapshot'] : []);
      }),
      { numRuns: 150 },
    );
  });
});
