import type { InputDefinitions } from './input-definition.ts';

/** What the publish action takes. */
export const PUBLISH_INPUTS = {
  mode: {
    type: 'choice',
    choices: ['publish', 'renew'],
    default: 'publish',
    description:
      '`publish` packs, scans, signs and commits plugins; `renew` signs metadata before it expires',
  },
  plugins: {
    type: 'lines',
    description: 'plugin folders, archives or globs of them; a glob that matches nothing is an error',
  },
  'repo-dir': {
    type: 'text',
    default: 'vault',
    description: 'the vault: the folder of vault.yaml, relative to the workspace',
  },
  'signing-keys': {
    type: 'text',
    description:
      'one secret with the PEM keys that sign, as `ragnos-vault key export --online` prints them; without it vault.yaml says where keys are',
  },
  policy: {
    type: 'lines',
    description: 'vault.policy.yaml files, the outermost first; without any the default policy holds',
  },
  'tag-pattern': {
    type: 'lines',
    default: '{name}@{version}\nv{version}',
    description: 'what a tag that selects a plugin looks like; the scope of {name} may be missing',
  },
  'skip-existing': {
    type: 'choice',
    choices: ['auto', 'true', 'false'],
    default: 'auto',
    description: 'leave out a version that is published with other bytes, in place of refusing it',
    auto: 'where no tag selects',
  },
  'dry-run': {
    type: 'choice',
    choices: ['auto', 'true', 'false'],
    default: 'auto',
    description: 'pack, scan and compare, without a key and without writing',
    auto: 'on pull requests',
  },
  'artifact-name': {
    type: 'text',
    default: 'ragnos-vault-repository',
    description: 'the artifact that the repository is uploaded as; empty uploads none',
  },
  'retention-days': {
    type: 'number',
    description: 'days that the artifact is kept; without it as the repository is set up',
  },
  'sarif-file': {
    type: 'text',
    description: 'where the SARIF report is written; without it in the temporary folder of the runner',
  },
  sbom: {
    type: 'boolean',
    default: 'true',
    description: 'write a CycloneDX bill of materials for each plugin that was scanned',
  },
  attest: {
    type: 'boolean',
    default: 'false',
    description:
      'have GitHub attest the provenance of new archives before they are published; the job needs `id-token: write` and `attestations: write`',
  },
  'github-token': {
    type: 'text',
    default: '${{ github.token }}',
    description:
      'adds archives to a release, and opens the issue of a renewal that failed; git pushes as actions/checkout lets it',
  },
} as const satisfies InputDefinitions;

/** What the publish action says, on failure too. */
export const PUBLISH_OUTPUTS = {
  published: '`true` where this run published something',
  plugins: 'JSON: name, version, status, sha256 and targetPath of each plugin',
  'metadata-versions': 'JSON: the versions of root, targets, snapshot and timestamp now live',
  expires: 'JSON: when each role expires, RFC 3339',
  'repository-path': 'the folder with metadata/ and targets/ as they are live',
  'artifact-id': 'the id of the uploaded artifact',
  'sarif-file': 'the SARIF report',
  'sbom-file': 'the bills of materials, one path a line',
} as const;
