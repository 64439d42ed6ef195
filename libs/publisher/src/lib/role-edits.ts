import { vendorOfPath } from '@ragnos-vault/metadata';
import type { LiveRepository, TargetFile, TargetsContent } from '@ragnos-vault/metadata';

/** Edits of targets, each made in the role that it belongs to. */
export interface RoleEdits {
  /** A target as it is now, edits included. */
  readonly find: (path: string) => Promise<TargetFile | undefined>;
  readonly put: (path: string, target: TargetFile) => Promise<void>;
  /** The new content of every role that was touched. */
  readonly roles: () => ReadonlyMap<string, TargetsContent>;
}

/**
 * Starts edits on a live state. What `targets` itself lists of a vendor hides what the vendor's role lists, so the
 * first edit of a vendor takes over all of it.
 */
export function openRoleEdits(repository: LiveRepository): RoleEdits {
  const edited = new Map<string, TargetsContent & { readonly targets: Map<string, TargetFile> }>();
  const adopted = new Set<string>();

  const contentOf = async (role: string): Promise<TargetsContent> =>
    edited.get(role) ?? (await repository.contentOf(role));

  /** Copied once, however many targets a batch adds. */
  async function toEdit(role: string): Promise<Map<string, TargetFile>> {
    const content = await contentOf(role);
    const targets = edited.get(role)?.targets ?? new Map(content.targets);
    edited.set(role, { ...content, targets });
    return targets;
  }

  async function adopt(vendor: string): Promise<void> {
    adopted.add(vendor);
    const { targets } = await contentOf('targets');
    const hiding = [...targets].filter(([path]) => vendorOfPath(path) === vendor);
    for (const [path, target] of hiding) {
      const holder = await repository.holderOf(path);
      if (holder === 'targets') continue;
      (await toEdit('targets')).delete(path);
      (await toEdit(holder)).set(path, target);
    }
  }

  return {
    find: async (path) =>
      (await contentOf('targets')).targets.get(path) ??
      (await contentOf(await repository.holderOf(path))).targets.get(path),
    put: async (path, target) => {
      const vendor = vendorOfPath(path);
      if (vendor !== undefined && !adopted.has(vendor)) await adopt(vendor);
      (await toEdit(await repository.holderOf(path))).set(path, target);
    },
    roles: () => edited,
  };
}
