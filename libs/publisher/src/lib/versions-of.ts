import type { RepositoryState, TopLevelRole } from '@ragnos-vault/metadata';

/** The versions of the four top-level roles of one state. */
export function versionsOf({
  root,
  targets,
  snapshot,
  timestamp,
}: RepositoryState): Readonly<Record<TopLevelRole, number>> {
  return {
    root: root.signed.version,
    targets: targets.signed.version,
    snapshot: snapshot.signed.version,
    timestamp: timestamp.signed.version,
  };
}
