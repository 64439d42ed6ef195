import { signingRoleOf } from '@ragnos-vault/metadata';
import type { LiveRepository, TargetsContent } from '@ragnos-vault/metadata';
import type { RepositoryEdit } from './repository-edit.ts';

/**
 * An edit, with what has expired on the way to the given target paths signed anew: a publisher who names a plugin wants
 * consumers to get it, also where it is published already. `undefined` where nothing is to be signed at all. Who only
 * wants metadata to stay fresh uses `renew`, which leaves alone what has lapsed.
 */
export async function withLapsed(
  edit: RepositoryEdit,
  input: { readonly repository: LiveRepository; readonly paths: readonly string[]; readonly now: Date },
): Promise<RepositoryEdit | undefined> {
  const { repository, now } = input;
  const roles = new Map<string, TargetsContent>(edit.roles);
  for (const role of await rolesLeadingTo(input.paths, repository)) {
    const live = await repository.role(role);
    if (live !== undefined && live.signed.expires <= now && !roles.has(role)) roles.set(role, live.signed);
  }
  if (roles.size > 0) return { ...edit, roles };
  const { snapshot, timestamp } = repository.state;
  if (snapshot.signed.expires <= now) return edit;
  return timestamp.signed.expires <= now ? { ...edit, keepSnapshot: true } : undefined;
}

async function rolesLeadingTo(
  paths: readonly string[],
  repository: LiveRepository,
): Promise<ReadonlySet<string>> {
  const roles = new Set(['targets']);
  for (const path of paths) {
    const holder = await repository.holderOf(path);
    roles.add(signingRoleOf(holder)).add(holder);
  }
  return roles;
}
