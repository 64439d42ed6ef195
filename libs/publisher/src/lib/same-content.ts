import { encodeCanonicalJson } from '@ragnos-vault/crypto';
import { encodeTargets } from '@ragnos-vault/metadata';
import type { TargetFile, TargetsContent } from '@ragnos-vault/metadata';

const EPOCH = new Date(0);

/** Whether two roles say the same, whenever they said so: unknown fields count, order does not. */
export function isSameContent(a: TargetsContent, b: TargetsContent): boolean {
  return Buffer.compare(canonical(a), canonical(b)) === 0;
}

export function isSameTarget(a: TargetFile, b: TargetFile): boolean {
  return a === b || isSameContent(contentOf(a), contentOf(b));
}

export function isSameDelegations(a: TargetsContent, b: TargetsContent): boolean {
  return isSameContent(withoutTargets(a), withoutTargets(b));
}

function canonical(content: TargetsContent): Uint8Array {
  return encodeCanonicalJson(encodeTargets({ ...content, version: 1, expires: EPOCH }));
}

function contentOf(target: TargetFile): TargetsContent {
  return { targets: new Map([['target', target]]), extra: {} };
}

function withoutTargets({ delegations }: TargetsContent): TargetsContent {
  return { targets: new Map(), extra: {}, ...(delegations !== undefined && { delegations }) };
}
