import { sha256Hex, sha512Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { openTrustedClient } from '@ragnos-vault/metadata';
import type { Fetcher, MetadataCache, TrustedClient, TrustedTarget } from '@ragnos-vault/metadata';
import { versionOf, type ClientOptions, type ConformanceClient } from './conformance-client.ts';

const ROOT_OF_HISTORY = /^([0-9]+)\.root\.json$/;

/** The trusted client in this process, as the product uses it: its root stays the one it was given, newer ones are cached. */
export class MemoryClient implements ConformanceClient {
  /** What the client keeps between runs. */
  readonly cached = new Map<string, Uint8Array>();
  readonly #targets = new Map<string, Uint8Array>();
  readonly #fetcher: Fetcher;
  readonly #options: ClientOptions;
  #trustedRoot = new Uint8Array();
  /** Why the last command failed. */
  failure: VaultError | undefined;

  constructor(fetcher: Fetcher, options: ClientOptions = {}) {
    this.#fetcher = fetcher;
    this.#options = options;
  }

  init(trustedRoot: Uint8Array): Promise<number> {
    this.#trustedRoot = Uint8Array.from(trustedRoot);
    return Promise.resolve(0);
  }

  refresh(now = new Date()): Promise<number> {
    return this.#answer(async () => {
      await this.#open(now).refresh();
    });
  }

  download(...names: readonly string[]): Promise<number> {
    return this.#answer(async () => {
      const client = this.#open(new Date());
      await client.refresh();
      for (const path of names) await this.#save(path, client);
    });
  }

  trustedRoles(): Promise<readonly (readonly [string, number])[]> {
    const roles = [...this.cached]
      .filter(([name]) => name.endsWith('.json') && !ROOT_OF_HISTORY.test(name))
      .map(([name, bytes]) => [name.slice(0, -'.json'.length), versionOf(bytes)] as const);
    return Promise.resolve([...roles, ['root', versionOf(this.#newestRoot())] as const].sort());
  }

  bytesOf(role: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(role === 'root' ? this.#newestRoot() : this.cached.get(`${role}.json`));
  }

  downloaded(): Promise<readonly Uint8Array[]> {
    return Promise.resolve([...this.#targets.values()]);
  }

  #open(now: Date): TrustedClient {
    return openTrustedClient(
      // Scenarios move through time as they like.
      { trustedRoot: this.#trustedRoot, now, ignoresClock: true, ...this.#options },
      { fetcher: this.#fetcher, cache: cacheOf(this.cached) },
    );
  }

  async #save(path: string, client: TrustedClient): Promise<void> {
    const target = await client.findTarget(path);
    if (target === undefined) throw new VaultError('ERR_TARGET_NOT_FOUND', `no trusted target: ${path}`);
    if (isSame(target, this.#targets.get(path))) return;
    const bytes = await client.downloadBytes(target);
    this.#targets.delete(path);
    this.#targets.set(path, bytes);
  }

  #newestRoot(): Uint8Array {
    const versions = [...this.cached.keys()].flatMap((name) => Number(ROOT_OF_HISTORY.exec(name)?.[1] ?? []));
    return this.cached.get(`${Math.max(...versions)}.root.json`) ?? this.#trustedRoot;
  }

  // Anything but a VaultError is a defect of the client, so it must fail the scenario.
  async #answer(command: () => Promise<void>): Promise<number> {
    this.failure = undefined;
    try {
      await command();
      return 0;
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      this.failure = error;
      return 1;
    }
  }
}

function isSame({ hashes }: TrustedTarget, bytes: Uint8Array | undefined): boolean {
  return (
    bytes !== undefined &&
    [sha256Hex(bytes), sha512Hex(bytes)].some((digest) => [...hashes.values()].includes(digest))
  );
}

function cacheOf(files: Map<string, Uint8Array>): MetadataCache {
  return {
    read: (name) => Promise.resolve(files.get(name)),
    write: (name, bytes) => Promise.resolve(void files.set(name, bytes)),
    remove: (name) => Promise.resolve(void files.delete(name)),
    exclusive: (work) => work(),
  };
}
