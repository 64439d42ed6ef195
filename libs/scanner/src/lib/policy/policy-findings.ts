import { CAPABILITY_KINDS, type Capabilities } from '../capabilities.ts';
import { quote } from '../display-text.ts';
import type { Finding } from '../finding.ts';
import { extensionOf } from '../plugin/file-kind.ts';
import type { PluginFile } from '../plugin/plugin.ts';
import { POL_001 } from '../rules/pol-001.ts';
import { POL_002 } from '../rules/pol-002.ts';
import { typesOf } from './file-type.ts';
import { isPermitted } from './is-permitted.ts';
import type { PolicySettings } from './policy.ts';

/** What is found where it is no file: the plugin as a whole. */
export const WHOLE_PLUGIN = '.';

export interface PolicySubject {
  readonly files: readonly PluginFile[];
  readonly capabilities: Capabilities;
  /** Whether the install scripts of this very archive are accepted. */
  readonly areScriptsAccepted: boolean;
}

/** What of a plugin is more than one level of a policy admits. */
export function policyFindings(subject: PolicySubject, settings: PolicySettings): readonly Finding[] {
  const files = subject.files.flatMap((file) =>
    fileFaults(file, settings).map((message): Finding => ({ ...ratedAs(POL_001), path: file.path, message })),
  );
  return [...files, ...capabilityFindings(subject, settings)];
}

function fileFaults(file: PluginFile, settings: PolicySettings): readonly string[] {
  const { allowedExtensions, deniedExtensions = [], allowedTypes, deniedTypes = [] } = settings;
  const extension = extensionOf(file.path);
  const name = extension === '' ? 'no extension' : `the extension ${quote(extension)}`;
  const types = typesOf(file);
  const denied = types.find((type) => deniedTypes.includes(type));
  const unlisted = types.find((type) => allowedTypes?.includes(type) === false);
  return [
    ...(deniedExtensions.includes(extension) ? [`has ${name}, which the policy denies`] : []),
    ...(allowedExtensions?.includes(extension) === false
      ? [`has ${name}, which the policy does not list`]
      : []),
    ...(denied === undefined ? [] : [`is ${denied}, which the policy denies`]),
    ...(unlisted === undefined ? [] : [`is ${unlisted}, which the policy does not list`]),
  ];
}

function capabilityFindings(
  { capabilities, areScriptsAccepted }: PolicySubject,
  settings: PolicySettings,
): readonly Finding[] {
  return CAPABILITY_KINDS.filter((kind) => kind !== 'installScripts' || !areScriptsAccepted).flatMap((kind) =>
    capabilities[kind]
      .filter((value) => !isPermitted(kind, value, settings.capabilities[kind]))
      .map((value): Finding => ({
        ...ratedAs(POL_002),
        path: placeOf(kind, value),
        message: `${VERBS[kind]} ${quote(value)}, which the policy does not grant`,
      })),
  );
}

const VERBS: Readonly<Record<keyof Capabilities, string>> = {
  network: 'connects to',
  environment: 'reads the environment variable',
  read: 'reads',
  write: 'writes',
  run: 'runs',
  native: 'holds the native code',
  dynamicCode: 'makes code of text in',
  installScripts: 'has the install script',
};

function placeOf(kind: keyof Capabilities, value: string): string {
  if (value === '*') return WHOLE_PLUGIN;
  if (kind === 'native' || kind === 'dynamicCode') return value;
  return kind === 'installScripts' ? value.slice(0, Math.max(0, value.lastIndexOf('#'))) : WHOLE_PLUGIN;
}

function ratedAs({ id, severity }: typeof POL_001): Pick<Finding, 'rule' | 'severity'> {
  return { rule: id, severity };
}
