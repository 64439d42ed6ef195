import { quote } from '../display-text.ts';
import type { JsonNode } from '../plugin/json-tree.ts';
import { lockFilesOf, type LockEntry, type LockFile } from '../plugin/lock-file.ts';
import type { Hit, Rule } from '../rule.ts';

/** Hosts that give the packages of the public registry, and GitHub's own. */
const REGISTRIES = new Set([
  'registry.npmjs.org',
  'registry.yarnpkg.com',
  'registry.npmmirror.com',
  'registry.npm.taobao.org',
  'npm.pkg.github.com',
]);

export const MAN_005: Rule = {
  id: 'MAN-005',
  title: 'A manifest that reads differently to different readers',
  severity: 'high',
  what: 'A package.json is not strict JSON, or has a key twice; or a lock file (npm-shrinkwrap.json, package-lock.json) has a key twice, takes a package from git or from an address that is no registry, or takes another package than it names. Medium where all of a lock comes from one other registry, from files, from another version or without TLS; low where digests are missing.',
  why: 'Which of two `scripts` counts depends on the reader: one for the scanner, the other for the installer. A lock decides what is installed, and few people read it.',
  incident: 'npm manifest confusion 2023; lock file injection, shown in 2019',
  fix: 'Write each key once, and make the lock anew from the registry.',
  *checkPlugin({ files, manifests }) {
    for (const { path, tree } of manifests) {
      if (tree === undefined) yield { path, offset: 0, message: 'is not strict JSON' };
      else for (const hit of duplicatesIn(tree)) yield { ...hit, path };
    }
    for (const lock of lockFilesOf(files)) {
      for (const hit of [...duplicatesIn(lock.tree), ...lockHits(lock)]) yield { ...hit, path: lock.path };
    }
  },
};

function* duplicatesIn(node: JsonNode): Iterable<Hit> {
  if (node.kind === 'array') for (const item of node.items) yield* duplicatesIn(item);
  if (node.kind !== 'object') return;
  const seen = new Set<string>();
  for (const { key, offset, value } of node.members) {
    if (seen.has(key)) yield { offset, message: `has the key ${quote(key)} twice` };
    seen.add(key);
    yield* duplicatesIn(value);
  }
}

type Seen = Pick<Hit, 'severity' | 'message'>;

function* lockHits({ entries }: LockFile): Iterable<Hit> {
  const hosts = new Set(entries.map(({ resolved }) => addressOf(resolved)?.host));
  for (const entry of entries) {
    const seen = strangeSource(entry, hosts.size === 1) ?? strangePackage(entry);
    if (seen !== undefined) yield { ...seen, offset: entry.offset };
  }
  const bare = entries.filter((entry) => !entry.hasIntegrity && !entry.isBundled && isRemote(entry));
  const [first] = bare;
  if (first === undefined) return;
  const message = `locks ${bare.length} packages without a digest, ${quote(first.name)} first`;
  yield { severity: 'low', offset: first.offset, message };
}

/** `isAlone`: everything of the lock is from one host, as where a company has a registry of its own. */
function strangeSource({ name, resolved }: LockEntry, isAlone: boolean): Seen | undefined {
  const message = `locks ${quote(name)} to ${quote(resolved)}`;
  if (/^file:/i.test(resolved)) return { severity: 'medium', message };
  const address = addressOf(resolved);
  if (address === undefined) return { message };
  const { protocol, host, pathname } = address;
  if (protocol !== 'https:' && protocol !== 'http:') return { message };
  if (!REGISTRIES.has(host) && !(isAlone && isPackage(pathname, name))) return { message };
  return REGISTRIES.has(host) && protocol === 'https:' ? undefined : { severity: 'medium', message };
}

/** `/lodash/-/lodash-4.17.21.tgz`; an address of another form tells nothing of the package. */
function strangePackage({ name, version, resolved }: LockEntry): Seen | undefined {
  const { pathname = '' } = addressOf(resolved) ?? {};
  if (!pathname.includes('/-/')) return undefined;
  const message = `locks ${quote(name)} ${version ?? ''} to another package: ${quote(resolved)}`;
  if (!isPackage(pathname, name)) return { message };
  const file = `${name.slice(name.lastIndexOf('/') + 1)}-${version ?? ''}.tgz`;
  const isOther = version !== undefined && !version.includes('+') && !pathname.endsWith(`/${file}`);
  return isOther ? { severity: 'medium', message } : undefined;
}

function isPackage(pathname: string, name: string): boolean {
  const decoded = pathname.replaceAll(/%2f/gi, '/').replaceAll('%40', '@');
  return decoded.includes(`/${name}/-/`);
}

function isRemote({ resolved }: LockEntry): boolean {
  return /^https?:/i.test(resolved);
}

function addressOf(resolved: string): URL | undefined {
  return URL.canParse(resolved) ? new URL(resolved) : undefined;
}
