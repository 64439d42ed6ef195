import { TARGETS_PER_BIN } from '@ragnos-vault/metadata';
import type { TargetsContent } from '@ragnos-vault/metadata';

export interface OutgrownRole {
  readonly role: string;
  readonly targets: number;
}

/** Above this a consumer of one plugin reads far more than it needs. */
const MANY_TARGETS = 1_000;

/** The edited roles that have become too large: bins above twice their plan, any other role above 1,000 targets. */
export function outgrownRoles(roles: ReadonlyMap<string, TargetsContent>): readonly OutgrownRole[] {
  return [...roles]
    .map(([role, { targets }]) => ({ role, targets: targets.size }))
    .filter(({ role, targets }) => targets > (role.startsWith('bins-') ? 2 * TARGETS_PER_BIN : MANY_TARGETS));
}
