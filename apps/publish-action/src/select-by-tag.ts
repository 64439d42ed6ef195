import { VaultError } from '@ragnos-vault/errors';
import type { IdentifiedPlugin } from '@ragnos-vault/api';

const PLACEHOLDER = /\{(name|version)\}/g;
const SPECIAL = /[\\^$.*+?()[\]{}|]/g;
const PARTS = { name: '(?<name>(?:@[^/@]+/)?[^/@]+)', version: '(?<version>[0-9].*)' } as const;

/**
 * The one plugin that a tag releases. A pattern has `{version}`, and may have `{name}`, whose scope the tag may leave
 * out; a pattern without a name is for a workspace of one plugin.
 *
 * @throws ERR_USAGE for a pattern without `{version}`; ERR_TAG_MISMATCH where the tag fits no pattern, names no plugin or
 * several, or another version than the manifest
 */
export function selectByTag(
  tag: string,
  {
    plugins,
    patterns,
  }: { readonly plugins: readonly IdentifiedPlugin[]; readonly patterns: readonly string[] },
): IdentifiedPlugin {
  const fits = patterns.flatMap((pattern) => {
    const { name, version } = toRegExp(pattern).exec(tag)?.groups ?? {};
    return version === undefined ? [] : [{ name, version }];
  });
  if (fits.length === 0) throw mismatch(tag, `it fits none of ${patterns.join(', ')}`);
  // A tag such as `v-tool@1.0.0` may fit two patterns; it is for whichever names a plugin.
  const [wanted = fits[0]] = fits.filter(({ name }) => plugins.some((plugin) => isNamed(plugin, name)));
  return select(tag, plugins, { name: wanted?.name, version: wanted?.version ?? '' });
}

function select(
  tag: string,
  plugins: readonly IdentifiedPlugin[],
  { name, version }: { readonly name: string | undefined; readonly version: string },
): IdentifiedPlugin {
  const [plugin, other] = plugins.filter((each) => isNamed(each, name));
  if (plugin === undefined) throw mismatch(tag, `no plugin here is named ${name ?? ''}`);
  if (other !== undefined) throw mismatch(tag, `it is for ${plugin.name} and ${other.name} alike`);
  if (plugin.version === version) return plugin;
  throw mismatch(tag, `the manifest of ${plugin.name} says ${plugin.version}`);
}

function isNamed({ name }: IdentifiedPlugin, wanted: string | undefined): boolean {
  return wanted === undefined || name === wanted || name.endsWith(`/${wanted}`);
}

function toRegExp(pattern: string): RegExp {
  if (!pattern.includes('{version}'))
    throw new VaultError('ERR_USAGE', `a tag pattern without {version}: ${pattern}`, { facts: { pattern } });
  const literals = pattern.split(PLACEHOLDER).map((part, index) => {
    if (index % 2 === 0) return part.replace(SPECIAL, String.raw`\$&`);
    return part === 'name' ? PARTS.name : PARTS.version;
  });
  return new RegExp(`^${literals.join('')}$`);
}

function mismatch(tag: string, reason: string): VaultError {
  return new VaultError('ERR_TAG_MISMATCH', `the tag ${tag} releases nothing: ${reason}`, { facts: { tag } });
}
