import type { InputDefinitions } from './input-definition.ts';

/** What the install action takes. */
export const INSTALL_INPUTS = {
  plugins: {
    type: 'lines',
    description:
      '@vendor/name[@range], name[@range] or target paths; without any, what ragnos-vault.json wants',
  },
  repo: {
    type: 'text',
    description: 'the repository: an address or a folder; without it ragnos-vault.json says',
  },
  root: {
    type: 'text',
    description: 'the root.json that you trust: a file, or `sha256:` and its digest',
  },
  'lock-file': {
    type: 'text',
    default: 'ragnos-vault.lock.json',
    description: 'the lock; beside it lies ragnos-vault.json',
  },
  map: {
    type: 'text',
    description: 'in place of repo and root: a map.json (TAP 4) of repositories that must agree',
  },
  policy: {
    type: 'lines',
    description: 'vault.policy.yaml files, the outermost first; without any the default policy holds',
  },
  'plugins-dir': { type: 'text', default: 'plugins', description: 'where plugins are installed' },
  frozen: {
    type: 'choice',
    choices: ['auto', 'true', 'false'],
    default: 'auto',
    description: 'install exactly what the lock says, or refuse',
    auto: 'where there is a lock and no plugins are named',
  },
  bundle: {
    type: 'text',
    description: 'take everything from this file of `ragnos-vault bundle create`, without network',
  },
  cache: {
    type: 'choice',
    choices: ['auto', 'true', 'false'],
    default: 'auto',
    description:
      'keep archives between runs; each is verified again before use. `auto` does not on tags, releases, pull_request_target, workflow_run and self-hosted runners',
  },
  'add-to-path': {
    type: 'boolean',
    default: 'false',
    description: 'add the commands (`bin`) of the plugins to PATH',
  },
  'working-directory': {
    type: 'text',
    default: '.',
    description: 'where the paths of the other inputs start, relative to the workspace',
  },
} as const satisfies InputDefinitions;

/** What the install action says. */
export const INSTALL_OUTPUTS = {
  plugins: 'JSON: name, version, sha256 and path of each plugin',
  'plugins-dir': 'the folder that they are installed in',
  generation: 'the number of the set that is live',
  'cache-hit': '`true` where no archive had to be fetched',
  'lock-file': 'the lock file, where there is one',
} as const;
