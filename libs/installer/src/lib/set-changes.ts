import type { InstalledPlugin } from '@ragnos-vault/storage';

/** What becomes of one plugin: `from` is missing where it is new, `to` where it goes. */
export interface SetChange {
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
}

/** What tells two sets apart, by name; the same version with other bytes is a change as well. */
export function changesOf(
  before: readonly InstalledPlugin[],
  after: readonly InstalledPlugin[],
): readonly SetChange[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  return names.flatMap((name) => {
    const [from, to] = [before, after].map((set) => set.find((plugin) => plugin.name === name));
    if (from?.sha256 === to?.sha256) return [];
    return [{ name, ...(from && { from: from.version }), ...(to && { to: to.version }) }];
  });
}
