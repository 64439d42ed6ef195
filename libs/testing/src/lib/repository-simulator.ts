import { generateKeyPairSync } from 'node:crypto';
import { sha256Hex, signerFromPrivateKey } from '@ragnos-vault/crypto';
import type { JsonObject, JsonValue, Signer } from '@ragnos-vault/crypto';
import {
  encodeRoot,
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  metadataPath,
  signRole,
  storedTargetPath,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type {
  Fetcher,
  Root,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
  TopLevelRole,
} from '@ragnos-vault/metadata';

const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];
const DAY_MS = 86_400_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function newSigner(): Signer {
  return signerFromPrivateKey(generateKeyPairSync('ed25519').privateKey);
}

/**
 * A repository in memory that serves itself, in the manner of python-tuf's: change `root`, `targets`, `snapshot` or
 * `timestamp`, call `publish`, and a client meets exactly that. `files` is what a mirror holds, so that an attack is
 * an edit of it.
 */
export class RepositorySimulator implements Fetcher {
  readonly files = new Map<string, Uint8Array>();
  /** Paths that were asked for, in order. */
  readonly requests: string[] = [];
  /** Replace a role's signers to sign with other keys than the root names. */
  readonly signers = new Map<TopLevelRole, readonly Signer[]>(ROLES.map((role) => [role, [newSigner()]]));
  readonly root: Mutable<Root>;
  readonly targets: Mutable<Targets>;
  readonly snapshot: Mutable<Snapshot>;
  readonly timestamp: Mutable<Timestamp>;
  readonly #contents = new Map<string, Uint8Array>();

  constructor(now: Date) {
    const base = { version: 1, expires: new Date(now.getTime() + 30 * DAY_MS), extra: {} };
    this.root = { ...base, keys: new Map(), roles: new Map(), consistentSnapshot: true };
    this.targets = { ...base, targets: new Map() };
    this.snapshot = { ...base, meta: new Map() };
    this.timestamp = { ...base, snapshot: { version: 1 } };
    this.trustSigners();
  }

  /** Makes the root name the present signers, all of which must sign. */
  trustSigners(): void {
    const all = [...this.signers.values()].flat();
    this.root.keys = new Map(all.map((signer) => [signer.keyId, signer.publicKey]));
    this.root.roles = new Map(
      [...this.signers].map(([role, list]) => [
        role,
        { keyIds: list.map(({ keyId }) => keyId), threshold: list.length },
      ]),
    );
  }

  addTarget(path: string, bytes: Uint8Array, custom?: JsonValue): void {
    const hashes = new Map([['sha256', sha256Hex(bytes)]]);
    const target: TargetFile = { length: bytes.length, hashes, ...(custom !== undefined && { custom }) };
    this.targets.targets = new Map(this.targets.targets).set(path, target);
    this.#contents.set(path, bytes);
  }

  /** Signs and stores the present state; raises the versions of all but the root first, except the very first time. */
  async publish(): Promise<void> {
    if (this.files.size > 0)
      for (const role of [this.targets, this.snapshot, this.timestamp]) role.version += 1;
    else await this.publishRoot();
    this.#storeTargets();
    await this.#store('targets', encodeTargets(this.targets), metadataPath('targets', this.targets.version));
    this.snapshot.meta = new Map(this.snapshot.meta).set('targets', { version: this.targets.version });
    const snapshot = await this.#store(
      'snapshot',
      encodeSnapshot(this.snapshot),
      metadataPath('snapshot', this.snapshot.version),
    );
    const hashes = new Map([['sha256', sha256Hex(snapshot)]]);
    this.timestamp.snapshot = { version: this.snapshot.version, length: snapshot.length, hashes };
    await this.#store('timestamp', encodeTimestamp(this.timestamp), TIMESTAMP_PATH);
  }

  /** Stores the root as it stands, signed by the root's present signers and by `also`, those of the root before. */
  async publishRoot(also: readonly Signer[] = []): Promise<void> {
    const signers = [...(this.signers.get('root') ?? []), ...also];
    this.files.set(metadataPath('root', this.root.version), await signRole(encodeRoot(this.root), signers));
  }

  /** The first root: what a consumer was given. */
  get trustedRoot(): Uint8Array {
    return this.files.get(metadataPath('root', 1)) ?? new Uint8Array();
  }

  /** The mirror's present content, to be put back later by `restore`. */
  dump(): ReadonlyMap<string, Uint8Array> {
    return new Map(this.files);
  }

  restore(files: ReadonlyMap<string, Uint8Array>): void {
    this.files.clear();
    for (const [path, bytes] of files) this.files.set(path, bytes);
  }

  /** The mirror's path of a published target. */
  pathOf(path: string): string {
    const target = this.targets.targets.get(path);
    if (target === undefined) throw new Error(`the simulator has no target ${path}`);
    return storedTargetPath(path, target);
  }

  get(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    this.requests.push(path);
    const bytes = this.files.get(path);
    return Promise.resolve(bytes === undefined ? undefined : inChunks(bytes));
  }

  #storeTargets(): void {
    for (const [path, bytes] of this.#contents)
      if (this.targets.targets.has(path)) this.files.set(this.pathOf(path), bytes);
  }

  async #store(role: TopLevelRole, signed: JsonObject, path: string): Promise<Uint8Array> {
    const bytes = await signRole(signed, this.signers.get(role) ?? []);
    this.files.set(path, bytes);
    return bytes;
  }
}

async function* inChunks(bytes: Uint8Array, size = 16_384): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
