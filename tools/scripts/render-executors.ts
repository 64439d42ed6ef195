import { INSTALL_INPUTS, PUBLISH_INPUTS } from '@ragnos-vault/api';
import type { InputDefinition } from '@ragnos-vault/api';
import { format, resolveConfig } from 'prettier';

type Property = Readonly<Record<string, unknown>>;

const TEXT = { type: 'string', minLength: 1 };
const LIST = { type: 'array', items: TEXT, minItems: 1 };

/** Options that no action has. */
const TARGET_PATH = { ...TEXT, description: 'Publish the one plugin under this target path.' };
const KNOWN_BAD = { ...LIST, description: 'Refuse what these OSV records name, files or folders.' };
const PASSPHRASE_FILE = {
  ...TEXT,
  description:
    'A file whose first line is the passphrase of every encrypted key. Without it TUF_<ROLE>_PASSPHRASE is read from the environment.',
};
const MIRRORS = {
  ...LIST,
  description: 'Other places of the same repository, like repo, tried in this order after it.',
};
const PROJECT_DIR = {
  ...TEXT,
  default: '.',
  description: 'The folder of ragnos-vault.json and ragnos-vault.lock.json.',
};
const MAX_FILE_SIZE = {
  type: 'integer',
  minimum: 1,
  description: 'Bytes; bounds the archive and every file in it.',
};
const LOCK_TIMEOUT = {
  type: 'integer',
  minimum: 0,
  default: 10,
  description: 'How many seconds to wait for another command that changes the same plugins folder.',
};

/** The schema.json of the executor `publish`. What an action takes as well is told where the inputs of actions are. */
export function renderPublishSchema(): Promise<string> {
  return render({
    $id: 'ragnos-vault-nx-publish',
    title: 'Publish plugins',
    description: 'Pack, scan, sign and commit plugins into a vault: all of them, or none.',
    properties: {
      plugins: toProperty(PUBLISH_INPUTS.plugins),
      repoDir: toProperty(PUBLISH_INPUTS['repo-dir']),
      targetPath: TARGET_PATH,
      skipExisting: toProperty(PUBLISH_INPUTS['skip-existing']),
      dryRun: toProperty(PUBLISH_INPUTS['dry-run']),
      policy: oneOrMore(PUBLISH_INPUTS.policy),
      knownBad: KNOWN_BAD,
      passphraseFile: PASSPHRASE_FILE,
      json: JSON_SWITCH,
    },
    required: ['plugins', 'repoDir'],
  });
}

/** Of `release-publish`, which takes whatever `nx release publish` adds for npm. */
export function renderReleasePublishSchema(): Promise<string> {
  return render({
    $id: 'ragnos-vault-nx-release-publish',
    title: 'Publish for nx release',
    description:
      'Publish plugins for `nx release publish`, which adds options for npm that are passed over; skip a version that exists.',
    properties: {
      plugins: toProperty(PUBLISH_INPUTS.plugins),
      repoDir: toProperty(PUBLISH_INPUTS['repo-dir']),
      dryRun: toProperty(PUBLISH_INPUTS['dry-run']),
      policy: oneOrMore(PUBLISH_INPUTS.policy),
      knownBad: KNOWN_BAD,
      passphraseFile: PASSPHRASE_FILE,
      json: JSON_SWITCH,
    },
    required: ['plugins', 'repoDir'],
    additionalProperties: true,
  });
}

/** Of `install`. */
export function renderInstallSchema(): Promise<string> {
  return render({
    $id: 'ragnos-vault-nx-install',
    title: 'Install plugins',
    description: 'Install plugins of a repository, verified, as one set: all of them, or none.',
    properties: {
      plugins: toProperty(INSTALL_INPUTS.plugins),
      repo: toProperty(INSTALL_INPUTS.repo),
      mirrors: MIRRORS,
      root: toProperty(INSTALL_INPUTS.root),
      map: toProperty(INSTALL_INPUTS.map),
      bundle: toProperty(INSTALL_INPUTS.bundle),
      projectDir: PROJECT_DIR,
      pluginsDir: { ...toProperty(INSTALL_INPUTS['plugins-dir']), default: 'plugins' },
      frozen: toProperty(INSTALL_INPUTS.frozen),
      dryRun: switchOf('Verify and scan everything, print what would change, and change nothing.'),
      offline: switchOf('Ask no address: trust what was proven before, install what is still in the store.'),
      policy: oneOrMore(INSTALL_INPUTS.policy),
      knownBad: KNOWN_BAD,
      maxFileSize: MAX_FILE_SIZE,
      lockTimeout: LOCK_TIMEOUT,
      json: JSON_SWITCH,
    },
    required: [],
  });
}

/** An input of an action as an option; a choice that an action can make itself is a switch here. */
function toProperty({ type, description }: InputDefinition): Property {
  const sentence = toSentence(description);
  switch (type) {
    case 'lines':
      return { ...LIST, description: sentence };
    case 'choice':
    case 'boolean':
      return switchOf(sentence);
    case 'number':
      return { type: 'integer', description: sentence };
    case 'text':
      return { ...TEXT, description: sentence };
  }
}

function oneOrMore({ description }: InputDefinition): Property {
  return { oneOf: [TEXT, LIST], description: toSentence(description) };
}

function switchOf(description: string): Property {
  return { type: 'boolean', description, default: false };
}

const JSON_SWITCH = switchOf('Print one line of JSON instead of text.');

/** A name that it begins with stays as it is written. */
function toSentence(text: string): string {
  const begins = /^[a-z]+[ ,:]/.test(text) ? text.charAt(0).toUpperCase() : text.charAt(0);
  return `${begins}${text.slice(1)}.`;
}

async function render({
  description,
  ...schema
}: Property & { readonly description: string }): Promise<string> {
  const options = await resolveConfig(new URL('../../package.json', import.meta.url));
  const all = {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    cli: 'nx',
    type: 'object',
    additionalProperties: false,
    ...schema,
    description: `${description} Relative paths start at the workspace root.`,
  };
  return format(JSON.stringify(all), { ...options, parser: 'json' });
}
