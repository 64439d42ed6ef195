import { z } from 'zod';

const delegating = z.object({
  signed: z.object({
    delegations: z
      .object({
        roles: z.array(z.object({ name: z.string() })).optional(),
        succinct_roles: z.object({ name_prefix: z.string() }).optional(),
      })
      .optional(),
  }),
});

/** Whether targets metadata delegates to a role, by its name. */
export function parseDelegations(text: string): (role: string) => boolean {
  const { delegations } = delegating.parse(JSON.parse(text)).signed;
  const names = new Set(delegations?.roles?.map(({ name }) => name));
  const prefix = delegations?.succinct_roles?.name_prefix;
  return (role) => names.has(role) || (prefix !== undefined && role.startsWith(`${prefix}-`));
}
