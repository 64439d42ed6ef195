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
  const edited = new Map<string, TargetsContent>();
  const adopted = new Set<string>();

  const contentOf = async (role: string): Promise<TargetsContent> =>
    edited.get(role) ?? (await repository.contentOf(role));

  async function change(role: string, edit: (targets: Map<string, TargetFile>) => void): Promise<void> {
    const content = await contentOf(role);
    const targets = new Map(content.targets);
    edit(targets);
    edited.set(role, { ...content, targets });
  }

  async function adopt(vendor: string): Promise<void> {
    adopted.add(vendor);
    const { targets } = await contentOf('targets');
    const hiding = [...targets].filter(([path]) => vendorOfPath(path) === vendor);
    for (const [path, target] of hiding) {
      const holder = await repository.holderOf(path);
      if (holder === 'targets') continue;
      await change('targets', (entries) => entries.delete(path));
      await change(holder, (entries) => entries.set(path, target));
    }
  }

  return {
    find: async (path) =>
      (await contentOf('targets')).targets.get(path) ??
      (await contentOf(await repository.holderOf(path))).targets.get(path),
    put: async (path, target) => {
      const vendor = vendorOfPath(path);
      if (vendor !== undefined && !adopted.has(vendor)) await adopt(vendor);
      await change(await repository.holderOf(path), (entries) => entries.set(path, target));
    },
    roles: () => edited,
  };
}
