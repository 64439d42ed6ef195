import { sha256Hex } from '@ragnos-vault/crypto';
import { quote } from '../display-text.ts';
import { indexKnownBad, type KnownBadIndex } from '../known-bad/index-known-bad.ts';
import { namedPackages, type NamedPackage } from '../known-bad/named-packages.ts';
import { exactVersion, isAllBad, isBadVersion, mayBeBad } from '../known-bad/versions.ts';
import type { BadPackage } from '../known-bad/known-bad.ts';
import type { PluginFile } from '../plugin/plugin.ts';
import type { Hit, Rule } from '../rule.ts';

const HOST = /[a-z0-9_-]+(?:\.[a-z0-9_-]+)+/gi;

export const MAN_007: Rule = {
  id: 'MAN-007',
  title: 'Known to be malicious',
  severity: 'critical',
  what: 'A list that you gave (`--known-bad`, `knownBad` of the policy) names the plugin, the hash of its archive or of one of its files, or a package that it bundles, locks or depends on. High where a range of versions may come out as a bad one, and where code names a host of the list; low where other text does.',
  why: 'Somebody has looked at it already, and it was malicious.',
  incident: 'The MAL records of OSV: Shai-Hulud 2025 alone has some hundreds.',
  fix: 'Remove it. If the record is wrong, have it withdrawn, or take it from your list.',
  isFinal: true,
  *checkKnownBad({ plugin, name, version, sha256, list }) {
    const index = indexKnownBad(list);
    const own: NamedPackage = { name, version, role: 'is', path: 'package.json', offset: 0 };
    yield* badArchive(sha256, index);
    for (const named of [own, ...namedPackages(plugin)]) yield* badPackage(named, index);
    for (const file of plugin.files) {
      if (index.sha256.size > 0) yield* badFile(file, index);
      if (index.domains.size > 0) yield* badHosts(file, index);
    }
  },
};

function* badArchive(sha256: string, index: KnownBadIndex): Iterable<Hit> {
  const id = index.sha256.get(sha256);
  if (id !== undefined) yield { path: 'package.json', message: `the archive is known from ${quote(id)}` };
}

function* badFile({ path, content }: PluginFile, index: KnownBadIndex): Iterable<Hit> {
  const id = index.sha256.get(sha256Hex(content));
  if (id !== undefined) yield { path, message: `the file is known from ${quote(id)}` };
}

function* badPackage(named: NamedPackage, index: KnownBadIndex): Iterable<Hit> {
  const { name, version, role, path, offset } = named;
  for (const { id, bad } of index.packages.get(name) ?? []) {
    const severity = certaintyOf(named, bad);
    if (severity === undefined) continue;
    yield {
      path,
      offset,
      severity,
      message: `${role} ${quote(`${name}@${version}`)}, known from ${quote(id)}`,
    };
  }
}

function certaintyOf({ role, version }: NamedPackage, bad: BadPackage): 'critical' | 'high' | undefined {
  const exact = role === 'depends on' ? exactVersion(version) : version;
  if (exact !== undefined) return isAllBad(bad) || isBadVersion(bad, exact) ? 'critical' : undefined;
  if (isAllBad(bad)) return 'critical';
  return mayBeBad(bad, version) ? 'high' : undefined;
}

function* badHosts(file: PluginFile, index: KnownBadIndex): Iterable<Hit> {
  const isCode = file.kind === 'javascript' || file.kind === 'typescript' || file.kind === 'shell';
  const severity = isCode || file.isTarget ? 'high' : 'low';
  for (const { 0: host, index: offset } of file.text().matchAll(HOST)) {
    const id = listedHost(host.toLowerCase(), index);
    if (id !== undefined)
      yield { path: file.path, offset, severity, message: `names ${quote(host)}, known from ${quote(id)}` };
  }
}

/** A host below a listed one is listed too. */
function listedHost(host: string, { domains }: KnownBadIndex): string | undefined {
  for (let at = 0; at !== -1; at = host.indexOf('.', at + 1)) {
    const id = domains.get(at === 0 ? host : host.slice(at + 1));
    if (id !== undefined) return id;
  }
  return undefined;
}
