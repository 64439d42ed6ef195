import { VaultError } from '@ragnos-vault/errors';
import semver from 'semver';

/** What a user asks for. */
export type PluginSpec =
  | { readonly kind: 'name'; readonly name: string; readonly range?: string }
  | { readonly kind: 'path'; readonly path: string };

const NAME = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;

/**
 * Reads `@vendor/name[@range]`, `name[@range]`, or a target path: what holds a `/` or cannot be a name, and no `@` at
 * its beginning.
 *
 * @throws ERR_INSTALL_SPEC
 */
export function parsePluginSpec(text: string): PluginSpec {
  if (text.includes('/') && !text.startsWith('@')) return { kind: 'path', path: text };
  const at = text.indexOf('@', 1);
  const name = at === -1 ? text : text.slice(0, at);
  const range = at === -1 ? undefined : text.slice(at + 1);
  if (NAME.test(name) && (range === undefined || isRange(range))) {
    return { kind: 'name', name, ...(range !== undefined && { range }) };
  }
  // `Hello_1.tgz` is no name, but may be the target path of another TUF tool; metadata decides.
  if (/^[^@\s]+$/.test(text)) return { kind: 'path', path: text };
  throw new VaultError('ERR_INSTALL_SPEC', `not a plugin: ${JSON.stringify(text)}`, {
    facts: { spec: text },
  });
}

function isRange(text: string): boolean {
  return text.trim() !== '' && semver.validRange(text) !== null;
}
