import { stringsUnder, stringsAt, type ManifestString } from '../plugin/manifest.ts';
import { INSTALL_SCRIPTS } from '../plugin/commands.ts';
import type { Plugin } from '../plugin/plugin.ts';
import { isDense, isMinified } from './text-shape.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Finding } from '../finding.ts';

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** What one version is compared to the next by: small, and nothing but plain values. */
export interface PreviousRelease {
  readonly version: string;
  readonly capabilities: Capabilities;
  /** What npm would install with it, by name. */
  readonly dependencies: readonly NamedText[];
  /** What npm would run when it is installed, by `path#script`. */
  readonly scripts: readonly NamedText[];
  readonly bins: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Sources that an obfuscator has written. */
  readonly obfuscated: readonly string[];
  readonly minified: readonly string[];
  /** Text that is as dense as what is encoded or encrypted. */
  readonly dense: readonly string[];
  /** The ids of the keys that have signed the role it is in; absent where nobody could tell. */
  readonly signers?: readonly string[];
}

/** A version, and the one before it, which was signed. */
export interface Difference {
  readonly now: PreviousRelease;
  readonly before: PreviousRelease;
  /** Whether the version says that things have changed. */
  readonly isMajor: boolean;
}

/** The parts of what a version was seen to be, by which it is summed up; the order of its files does not matter. */
export function summarisePlugin(
  plugin: Plugin,
  seen: {
    readonly version: string;
    readonly capabilities: Capabilities;
    readonly findings: readonly Finding[];
  },
): PreviousRelease {
  const { files, manifests, scripts } = plugin;
  const [manifest] = manifests.filter(({ path }) => path === 'package.json');
  const under = (key: string): readonly ManifestString[] =>
    manifest === undefined ? [] : stringsUnder(manifest, key);
  const named = manifest === undefined ? [] : stringsAt(manifest, 'bin').map(() => '(the plugin itself)');
  const sources = files.filter(({ kind }) => kind === 'javascript' || kind === 'typescript');
  const texts = files.filter(({ kind }) => kind !== 'binary');
  return {
    version: seen.version,
    capabilities: seen.capabilities,
    dependencies: [...under('dependencies'), ...under('optionalDependencies')].map(toNamed),
    scripts: scripts
      .filter(({ script }) => INSTALL_SCRIPTS.has(script))
      .map(({ path, script, text }) => ({ name: `${path}#${script}`, text })),
    bins: [...named, ...under('bin').map(({ key }) => key)],
    files: files.length,
    bytes: files.reduce((sum, { content }) => sum + content.length, 0),
    obfuscated: [
      ...new Set(seen.findings.flatMap(({ rule, path }) => (rule.startsWith('OBF-00') ? [path] : []))),
    ],
    minified: sources.filter(isMinified).map(({ path }) => path),
    dense: texts.filter(isDense).map(({ path }) => path),
  };
}

export function toDifference(before: PreviousRelease, now: PreviousRelease): Difference {
  return { before, now, isMajor: leading(before.version) !== leading(now.version) };
}

/** `2` of 2.3.4, `0.3` of 0.3.4. */
function leading(version: string): string {
  return /^0\.\d+|^\d+/.exec(version)?.[0] ?? version;
}

function toNamed({ key, value }: ManifestString): NamedText {
  return { name: key, text: value };
}
