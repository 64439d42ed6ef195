import { quote } from '../display-text.ts';
import { isKnownSecret } from '../javascript/secrets.ts';
import { ANYTHING } from '../capabilities/collect-capabilities.ts';
import { milder } from './milder.ts';
import type { CapabilityKind } from '../capabilities/collect-capabilities.ts';
import type { Difference, PreviousRelease } from '../release/previous-release.ts';
import type { Hit, Rule } from '../rule.ts';
import type { Severity } from '../severity.ts';

const MANIFEST = 'package.json';
const ELSEWHERE =
  /^(?:[a-z+]+:\/\/|git@|github:|gitlab:|bitbucket:|gist:|file:|link:|[\w.-]+\/[\w.-]+(?:#|$))/i;

export const DIF_001: Rule = {
  id: 'DIF-001',
  title: 'More than the previous signed version could do',
  severity: 'medium',
  what: 'Against the version signed before, the plugin has an install script, a dependency, a command, native code, a host, a secret of the environment or a capability (network, programs, dynamic code) that is new. High: an install script or a secret together with a way out that is new as well, network and programs where there was neither, a dependency that left the registry. A new major version counts one step less.',
  why: 'Whoever takes a package over has to add what the package never did: this is where a takeover shows.',
  incident: 'event-stream 2018 (one new dependency), ua-parser-js 2021 (an install script), axios 2026',
  fix: 'Say in the release what it needs and why; let the policy list what the plugin may do.',
  *checkDifference(difference) {
    const { isMajor } = difference;
    const found = [
      ...newScripts(difference),
      ...newDependencies(difference),
      ...newAbilities(difference),
      ...newSecrets(difference),
      ...newEntries(difference),
    ];
    for (const hit of found) yield isMajor ? { ...hit, severity: milder(hit.severity) } : hit;
  },
};

type Graded = Hit & { readonly severity: Severity };

function* newScripts(difference: Difference): Iterable<Graded> {
  const { now, before } = difference;
  const known = new Map(before.scripts.map(({ name, text }) => [name, text]));
  for (const { name, text } of now.scripts) {
    const old = known.get(name);
    if (old === text) continue;
    const severity = old === undefined && hasNewWayOut(difference) ? 'high' : 'medium';
    const what = old === undefined ? 'the new install script' : 'another command in the install script';
    yield { path: pathOf(name), message: `${what} ${quote(name)}: ${quote(text)}`, severity };
  }
  const builds = added(difference, 'installScripts').filter((name) => name.endsWith('.gyp#install'));
  for (const name of builds)
    yield { path: pathOf(name), message: `a new native build: ${quote(name)}`, severity: 'medium' };
}

function* newDependencies({ now, before }: Difference): Iterable<Graded> {
  const known = new Map(before.dependencies.map(({ name, text }) => [name, text]));
  for (const { name, text } of now.dependencies) {
    const old = known.get(name);
    if (ELSEWHERE.test(text) && (old === undefined || !ELSEWHERE.test(old)))
      yield {
        path: MANIFEST,
        message: `the dependency ${quote(name)} comes from ${quote(text)} now`,
        severity: 'high',
      };
    else if (old === undefined)
      yield { path: MANIFEST, message: `the new dependency ${quote(`${name}@${text}`)}`, severity: 'low' };
  }
}

const ABILITIES: readonly (readonly [CapabilityKind, string])[] = [
  ['network', 'it reaches the network, which it did not'],
  ['run', 'it starts programs, which it did not'],
  ['dynamicCode', 'it makes code of text, which it did not'],
];

function* newAbilities(difference: Difference): Iterable<Graded> {
  const gained = ABILITIES.filter(([kind]) => hasGained(difference, kind));
  const isBoth = hasGained(difference, 'network') && hasGained(difference, 'run');
  for (const [kind, message] of gained) {
    const severity = isBoth && kind !== 'dynamicCode' ? 'high' : 'medium';
    yield { path: MANIFEST, message: `${message}: ${list(difference.now.capabilities[kind])}`, severity };
  }
  if (!hasGained(difference, 'network'))
    for (const host of newHosts(difference))
      yield { path: MANIFEST, message: `it reaches the new host ${quote(host)}`, severity: 'low' };
  for (const path of added(difference, 'native'))
    yield { path, message: 'the file is new native code or WebAssembly', severity: 'medium' };
}

function* newSecrets(difference: Difference): Iterable<Graded> {
  const severity = hasNewWayOut(difference) ? 'high' : 'medium';
  for (const name of added(difference, 'environment').filter(isKnownSecret))
    yield { path: MANIFEST, message: `it reads the secret ${quote(name)}, which it did not`, severity };
}

function* newEntries({ now, before }: Difference): Iterable<Graded> {
  for (const name of now.bins.filter((bin) => !before.bins.includes(bin)))
    yield { path: MANIFEST, message: `the new command ${quote(name)}`, severity: 'low' };
}

/** Code and files that were signed before could not reach where these go. */
function hasNewWayOut(difference: Difference): boolean {
  return newHosts(difference).length > 0 || hasGained(difference, 'network');
}

function newHosts(difference: Difference): readonly string[] {
  return added(difference, 'network').filter((host) => host !== ANYTHING && !isLocal(host));
}

function isLocal(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(host);
}

function hasGained({ now, before }: Difference, kind: CapabilityKind): boolean {
  return before.capabilities[kind].length === 0 && now.capabilities[kind].length > 0;
}

function added({ now, before }: Difference, kind: CapabilityKind): readonly string[] {
  const known = new Set(before.capabilities[kind]);
  return now.capabilities[kind].filter((value) => !known.has(value));
}

function list(values: PreviousRelease['bins']): string {
  return values.slice(0, 5).map(quote).join(', ');
}

function pathOf(script: string): string {
  return script.slice(0, script.lastIndexOf('#'));
}
