import { createHash } from 'node:crypto';
import type { JsonObject, Signer } from '@ragnos-vault/crypto';
import { signRole } from '@ragnos-vault/metadata';
import type { Fetcher } from '@ragnos-vault/metadata';
import { newSigner } from '../repository-simulator.ts';
import { commonFields, newTargets } from './documents.ts';
import type {
  BinsEntry,
  DelegationEntry,
  Document,
  MetaDocument,
  MetaEntry,
  RoleEntry,
  RootDocument,
  TargetsDocument,
} from './documents.ts';

/** A role, and the version in the name of the file that was asked for. */
export type MetadataRequest = readonly [role: string, version: number | undefined];

/**
 * A repository at the level of the wire: every document is plain JSON to be edited, `publish` signs the present state
 * of roles with their present signers, and `files` is what a client then finds, to be edited once more. It answers as a
 * Fetcher, and over HTTP by `serveRepository`.
 */
export class ConformanceRepository implements Fetcher {
  readonly root: RootDocument;
  readonly timestamp: MetaDocument;
  readonly snapshot: MetaDocument;
  /** `targets` and every delegated role. */
  readonly targetsRoles = new Map<string, TargetsDocument>();
  readonly signers = new Map<string, Signer[]>();
  /** What a mirror holds, by file name without `.json`: `2.snapshot`, `timestamp`. */
  readonly files = new Map<string, Uint8Array>();
  /** What was published last, by role; it is served where snapshots are not consistent. */
  readonly newest = new Map<string, Uint8Array>();
  /** What lies at a target path, whatever metadata says of it. */
  readonly artifacts = new Map<string, Uint8Array>();
  /** As they stood in the request, so that a name is still percent-encoded where the client encoded it. */
  readonly metadataRequests: MetadataRequest[] = [];
  readonly targetRequests: string[] = [];
  /** Whether snapshot and timestamp name length and digest of what they list. */
  hasMetaHashes = false;
  /** Whether targets bear a digest in their names. */
  prefixesTargets = true;
  readonly #now: Date;

  private constructor(now: Date) {
    this.#now = now;
    const none = () => ({ keyids: [], threshold: 1 });
    const roles = { root: none(), timestamp: none(), snapshot: none(), targets: none() };
    this.root = { ...commonFields('root', now), consistent_snapshot: true, keys: {}, roles };
    this.timestamp = { ...commonFields('timestamp', now), meta: {} };
    this.snapshot = { ...commonFields('snapshot', now), meta: {} };
    this.targetsRoles.set('targets', newTargets(now));
  }

  /** A published repository of the four top-level roles, each at version 1 with one key. */
  static async open(now = new Date()): Promise<ConformanceRepository> {
    const repo = new ConformanceRepository(now);
    for (const role of Object.keys(repo.root.roles)) repo.addKey(role);
    await repo.publish('targets', 'snapshot', 'timestamp', 'root');
    return repo;
  }

  get targets(): TargetsDocument {
    return this.targetsOf('targets');
  }

  /** The first root: what a consumer was given. */
  get trustedRoot(): Uint8Array {
    return this.fileOf('1.root');
  }

  targetsOf(role: string): TargetsDocument {
    return mustBe(this.targetsRoles.get(role), `role ${role}`);
  }

  fileOf(name: string): Uint8Array {
    return mustBe(this.files.get(name) ?? this.newest.get(name), `file ${name}`);
  }

  /** Signs and stores roles in this order, each one version higher than it was stored last, and named by the role above it. */
  async publish(...roles: readonly string[]): Promise<void> {
    for (const role of roles) {
      const document = this.#documentOf(role);
      if (this.newest.has(role)) document.version += 1;
      const bytes = await this.sign(role);
      this.newest.set(role, bytes);
      this.files.set(role === 'timestamp' ? role : `${document.version}.${role}`, bytes);
      this.#describe(role, document.version, bytes);
    }
  }

  /** Every role but the root. */
  async publishAll(): Promise<void> {
    await this.publish(...this.targetsRoles.keys(), 'snapshot', 'timestamp');
  }

  /** Lets the next `publish` store a role at exactly this version. */
  setVersion(role: string, version: number): void {
    this.#documentOf(role).version = version - 1;
  }

  /** The file of a role as it stands, perhaps with other fields, without storing it. */
  async sign(role: string, change: JsonObject = {}): Promise<Uint8Array> {
    const wire = JSON.parse(JSON.stringify({ ...this.#documentOf(role), ...change })) as JsonObject;
    return signRole(wire, this.signers.get(role) ?? []);
  }

  /** Makes a key count for a role, and sign for it from now on. */
  addKey(role: string, signer: Signer = newSigner(), delegator = 'root'): void {
    const { keys, entry } = this.#delegationOf(role, delegator);
    keys[signer.keyId] = signer.publicKey;
    if (!entry.keyids.includes(signer.keyId)) entry.keyids.push(signer.keyId);
    const signers = this.signers.get(role) ?? [];
    if (!signers.some(({ keyId }) => keyId === signer.keyId)) this.signers.set(role, [...signers, signer]);
  }

  /** Takes all keys from a top-level role, and gives it as many new ones as it needs. */
  rotateKeys(role: string): void {
    const { entry } = this.#delegationOf(role, 'root');
    entry.keyids = [];
    this.signers.set(role, []);
    for (let key = 0; key < entry.threshold; key += 1) this.addKey(role);
  }

  /** Adds a delegation after those there are, with one new key; a role that is new has no targets. */
  delegate(delegator: string, role: Partial<DelegationEntry> & { readonly name: string }): void {
    const delegations = (this.targetsOf(delegator).delegations ??= { keys: {} });
    delegations.roles ??= [];
    delegations.roles.push({ keyids: [], threshold: 1, terminating: false, ...role });
    if (!this.targetsRoles.has(role.name)) this.targetsRoles.set(role.name, newTargets(this.#now));
    this.addKey(role.name, newSigner(), delegator);
  }

  /** TAP 15: hands all targets of a role to 2^bits bins, which have one key in common. Returns their names. */
  delegateToBins(delegator: string, bits: number, prefix: string): readonly string[] {
    const bins: BinsEntry = { keyids: [], threshold: 1, bit_length: bits, name_prefix: prefix };
    this.targetsOf(delegator).delegations = { keys: {}, succinct_roles: bins };
    const width = (2 ** bits - 1).toString(16).length;
    const names = Array.from(
      { length: 2 ** bits },
      (_, at) => `${prefix}-${at.toString(16).padStart(width, '0')}`,
    );
    const signer = newSigner();
    for (const name of names) {
      this.targetsRoles.set(name, newTargets(this.#now));
      this.addKey(name, signer, delegator);
    }
    return names;
  }

  addTarget(role: string, path: string, bytes: Uint8Array): void {
    this.targetsOf(role).targets[path] = {
      length: bytes.length,
      hashes: { sha256: digestOf('sha256', bytes) },
    };
    this.artifacts.set(path, bytes);
  }

  /** Lets a target be named by exactly these digests. */
  setHashes(role: string, path: string, algorithms: readonly string[]): void {
    const bytes = mustBe(this.artifacts.get(path), `artifact ${path}`);
    mustBe(this.targetsOf(role).targets[path], `target ${path}`).hashes = Object.fromEntries(
      algorithms.map((algorithm) => [algorithm, digestOf(algorithm, bytes)] as const),
    );
  }

  get(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const bytes = this.answer(path);
    return Promise.resolve(bytes === undefined ? undefined : oneChunk(bytes));
  }

  /** What lies at a path below the repository, which may be percent-encoded; every request is recorded. */
  answer(path: string): Uint8Array | undefined {
    const metadata = /^metadata\/(.+)\.json$/.exec(path)?.[1];
    if (metadata !== undefined) return this.#answerMetadata(metadata);
    const target = /^targets\/(.+)$/.exec(path)?.[1];
    return target === undefined ? undefined : this.#answerTarget(decodeURIComponent(target));
  }

  #answerMetadata(name: string): Uint8Array | undefined {
    const [, version, role] = /^([0-9]+)\.(.+)$/.exec(name) ?? [];
    this.metadataRequests.push(role === undefined ? [name, undefined] : [role, Number(version)]);
    // Without consistent snapshots no name but a root's has a version (TUF 6.2).
    if (role === 'root' || name === 'timestamp') return this.files.get(name);
    if (this.root.consistent_snapshot === true) return this.files.get(decodeURIComponent(name));
    return this.newest.get(decodeURIComponent(name));
  }

  #answerTarget(stored: string): Uint8Array | undefined {
    this.targetRequests.push(stored);
    if (this.root.consistent_snapshot !== true || !this.prefixesTargets) return this.artifacts.get(stored);
    const [, folder = '', prefix = '', name = ''] = /^(.*\/)?([0-9a-f]+)\.([^/]+)$/.exec(stored) ?? [];
    const path = `${folder}${name}`;
    const isNamed = [...this.targetsRoles.values()].some((role) =>
      Object.values(role.targets[path]?.hashes ?? {}).includes(prefix),
    );
    return isNamed ? this.artifacts.get(path) : undefined;
  }

  #describe(role: string, version: number, bytes: Uint8Array): void {
    const { length } = bytes;
    const entry: MetaEntry = {
      version,
      ...(this.hasMetaHashes && { length, hashes: { sha256: digestOf('sha256', bytes) } }),
    };
    if (role === 'snapshot') this.timestamp.meta['snapshot.json'] = entry;
    if (this.targetsRoles.has(role)) this.snapshot.meta[`${role}.json`] = entry;
  }

  #documentOf(role: string): Document {
    if (role === 'root' || role === 'timestamp' || role === 'snapshot') return this[role];
    return this.targetsOf(role);
  }

  #delegationOf(role: string, delegator: string): { keys: RootDocument['keys']; entry: RoleEntry } {
    if (delegator === 'root')
      return { keys: this.root.keys, entry: mustBe(this.root.roles[role], `role ${role}`) };
    const {
      keys,
      roles,
      succinct_roles: bins,
    } = mustBe(this.targetsOf(delegator).delegations, 'delegations');
    return {
      keys,
      entry: mustBe(bins ?? roles?.findLast(({ name }) => name === role), `delegation ${role}`),
    };
  }
}

function mustBe<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the repository has no ${what}`);
  return value;
}

function digestOf(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
