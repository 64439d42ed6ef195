const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/;

/** The commands that a package.json gives, name to file; a single one is named after the package. Odd names are none. */
export function parseCommands(manifest: unknown): readonly (readonly [string, string])[] {
  if (typeof manifest !== 'object' || manifest === null) return [];
  const { name, bin } = manifest as { readonly name?: unknown; readonly bin?: unknown };
  const own = typeof name === 'string' ? name.slice(name.lastIndexOf('/') + 1) : '';
  const entries: readonly (readonly [string, unknown])[] =
    typeof bin === 'object' && bin !== null ? Object.entries(bin) : [[own, bin]];
  return entries.flatMap(([command, path]) =>
    NAME.test(command) && typeof path === 'string' ? [[command, path] as const] : [],
  );
}
