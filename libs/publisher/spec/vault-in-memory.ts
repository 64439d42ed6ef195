import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import type { Signer } from '@ragnos-vault/crypto';
import type { RepositoryStore, TopLevelRole } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { addVendor } from '../src/lib/add-vendor.ts';
import { initialRepository } from '../src/lib/initial-repository.ts';
import { encodeVaultConfig, parseVaultConfig, type VaultConfig } from '../src/lib/parse-vault-config.ts';
import { publish, type PublishReport } from '../src/lib/publish.ts';
import { rebalance } from '../src/lib/rebalance.ts';
import type { EditPorts } from '../src/lib/repository-edit.ts';

export const DAY_MS = 86_400_000;
const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];
const LIFETIME_DAYS: Readonly<Record<TopLevelRole, number>> = {
  root: 365,
  targets: 90,
  snapshot: 30,
  timestamp: 14,
};

/** A vault whose keys and repository are in memory, and whose clock is what each call says. */
export interface VaultInMemory {
  readonly config: VaultConfig;
  readonly trustedRoot: Uint8Array;
  /** By role; take one out, and its keys are not at hand. */
  readonly signers: Map<string, readonly Signer[]>;
  readonly ports: Pick<EditPorts, 'store' | 'openSigners'>;
  addVendor(vendor: string, now: Date): Promise<void>;
  rebalance(vendor: string, bins: number, now: Date): Promise<void>;
  publish(
    specs: readonly string[],
    now: Date,
    through?: Pick<EditPorts, 'store' | 'openSigners'>,
  ): Promise<PublishReport>;
}

export async function createVaultInMemory(
  now: Date,
  ports: {
    readonly store: RepositoryStore & { readonly files: Map<string, Uint8Array> };
    readonly newSigner: () => Signer;
  },
): Promise<VaultInMemory> {
  const { store, newSigner } = ports;
  const signers = new Map<string, readonly Signer[]>(ROLES.map((role) => [role, [newSigner()]]));
  const expires = new Map(ROLES.map((role) => [role, daysAfter(now, LIFETIME_DAYS[role])]));
  const initial = await initialRepository({ signers, expires });
  for (const [path, bytes] of initial.files) store.files.set(path, bytes);
  const config = parseVaultConfig(encodeVaultConfig(new Map(ROLES.map((role) => [role, ['file2:none']]))));
  const editPorts = { store, openSigners: (role: string) => Promise.resolve(signers.get(role) ?? []) };
  const base = { config, trustedRoot: initial.root };
  return {
    ...base,
    signers,
    ports: editPorts,
    addVendor: async (vendor, at) => {
      const signer = newSigner();
      signers.set(`vendor-${vendor}`, [signer]);
      const keys = { keys: [signer.publicKey], threshold: 1 };
      await addVendor({ ...base, now: at, vendor, keys }, editPorts);
    },
    rebalance: async (vendor, bins, at) => {
      await rebalance({ ...base, now: at, vendor, bins, kind: 'succinct' }, editPorts);
    },
    publish: (specs, at, through = editPorts) =>
      publish(
        { ...base, now: at, plugins: specs, policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS },
        { ...through, readPlugin: (spec) => Promise.resolve(archiveOf(spec)) },
      ),
  };
}

export function daysAfter(time: Date, days: number): Date {
  return new Date(time.getTime() + days * DAY_MS);
}

const packed = new Map<string, Uint8Array>();

/** A small plugin, called like `@acme/hello@1.0.0`; packed once, because that is slow. */
export function archiveOf(spec: string): Uint8Array {
  const archive = packed.get(spec) ?? pack(spec);
  packed.set(spec, archive);
  return archive;
}

function pack(spec: string): Uint8Array {
  const at = spec.lastIndexOf('@');
  const manifest = JSON.stringify({ name: spec.slice(0, at), version: spec.slice(at + 1) });
  const files = { 'package.json': manifest, 'index.js': 'export const hello = 1;\n' };
  return packFiles(
    Object.entries(files).map(([path, content]) => ({ path, mode: 0o644, content: Buffer.from(content) })),
  );
}
