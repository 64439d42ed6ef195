import type { JsonValue, PublicKey } from '@ragnos-vault/crypto';

/** The signed parts of metadata exactly as they go over the wire, to be edited freely: also into what no one should write. */
export interface CommonDocument {
  _type: string;
  spec_version: string;
  version: number;
  expires: string;
}

export interface RoleEntry {
  keyids: string[];
  threshold: number;
}

export interface RootDocument extends CommonDocument {
  consistent_snapshot?: boolean;
  keys: Record<string, PublicKey>;
  roles: Record<string, RoleEntry>;
}

export interface MetaEntry {
  version: number;
  length?: number;
  hashes?: Record<string, string>;
}

/** Snapshot and timestamp have one form. */
export interface MetaDocument extends CommonDocument {
  meta: Record<string, MetaEntry>;
}

export interface DelegationEntry extends RoleEntry {
  name: string;
  terminating?: boolean;
  paths?: string[];
  path_hash_prefixes?: string[];
}

export interface BinsEntry extends RoleEntry {
  bit_length: number;
  name_prefix: string;
}

export interface Delegations {
  keys: Record<string, PublicKey>;
  roles?: DelegationEntry[];
  succinct_roles?: BinsEntry;
}

export interface TargetEntry {
  length: number;
  hashes: Record<string, string>;
  custom?: JsonValue;
}

export interface TargetsDocument extends CommonDocument {
  targets: Record<string, TargetEntry>;
  delegations?: Delegations;
}

export type Document = RootDocument | MetaDocument | TargetsDocument;

const DAY_MS = 86_400_000;

/** The wire form of an instant some days from another. */
export function expiryAfter(now: Date, days: number): string {
  return `${new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 19)}Z`;
}

export function commonFields(type: string, now: Date): CommonDocument {
  return { _type: type, spec_version: '1.0.31', version: 1, expires: expiryAfter(now, 30) };
}

export function newTargets(now: Date): TargetsDocument {
  return { ...commonFields('targets', now), targets: {} };
}
