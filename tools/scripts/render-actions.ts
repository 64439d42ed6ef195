import { INSTALL_INPUTS, INSTALL_OUTPUTS, PUBLISH_INPUTS, PUBLISH_OUTPUTS } from '@ragnos-vault/api';
import type { InputDefinition, InputDefinitions } from '@ragnos-vault/api';
import { stringify } from 'yaml';

const NOTE = '# Made by `npm run generate` from libs/api/src/lib/inputs.\n';
const BRANDING = { icon: 'shield', color: 'blue' };

/** action.yml, of the publish action. */
export function renderPublishAction(): string {
  return renderManifest({
    name: 'RAGnos Vault: publish plugins',
    description:
      'Pack, scan, sign and publish plugins into a TUF repository, so that consumers run only what was signed.',
    inputs: manifestInputs(PUBLISH_INPUTS),
    outputs: manifestOutputs(PUBLISH_OUTPUTS),
    runs: { using: 'node24', main: 'dist/publish/index.cjs' },
    branding: BRANDING,
  });
}

/** install/action.yml. */
export function renderInstallAction(): string {
  return renderManifest({
    name: 'RAGnos Vault: install plugins',
    description:
      'Verify, scan and install plugins from a TUF repository as one set, before anything runs them.',
    inputs: manifestInputs(INSTALL_INPUTS),
    outputs: manifestOutputs(INSTALL_OUTPUTS),
    runs: {
      using: 'node24',
      main: '../dist/install/index.cjs',
      post: '../dist/install/post.cjs',
      'post-if': 'success()',
    },
    branding: BRANDING,
  });
}

/** action-types.yml, which github-actions-typing reads. */
export const renderPublishTypes = (): string => renderTypes(PUBLISH_INPUTS, PUBLISH_OUTPUTS);
export const renderInstallTypes = (): string => renderTypes(INSTALL_INPUTS, INSTALL_OUTPUTS);

/** docs/actions.md: every input and output. */
export function renderActionsPage(): string {
  return [
    '# The two actions: inputs and outputs',
    '',
    'Made by `npm run generate`. How they are used stands in the [README](../README.md#in-github-actions).',
    ...section('Publish: `uses: OWNER/ragnos-vault@<sha>`', PUBLISH_INPUTS, PUBLISH_OUTPUTS),
    ...section('Install: `uses: OWNER/ragnos-vault/install@<sha>`', INSTALL_INPUTS, INSTALL_OUTPUTS),
  ].join('\n');
}

function renderManifest(manifest: object): string {
  return NOTE + stringify(manifest, { lineWidth: 0 });
}

function manifestInputs(inputs: InputDefinitions): object {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      {
        description: descriptionOf(input),
        required: false,
        ...(input.default !== undefined && { default: input.default }),
      },
    ]),
  );
}

/** With what only the form of an action adds. */
function descriptionOf({ type, description, auto }: InputDefinition): string {
  const lines = type === 'lines' ? '; one a line' : '';
  return `${description}${auto === undefined ? '' : `; \`auto\` does ${auto}`}${lines}`;
}

function manifestOutputs(outputs: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(outputs).map(([name, description]) => [name, { description }]));
}

function renderTypes(inputs: InputDefinitions, outputs: Readonly<Record<string, string>>): string {
  const types = Object.entries(inputs).map(([name, definition]): [string, object] => [
    name,
    typeOf(definition),
  ]);
  const results = Object.keys(outputs).map((name): [string, object] => [name, { type: 'string' }]);
  return renderManifest({ inputs: Object.fromEntries(types), outputs: Object.fromEntries(results) });
}

function typeOf({ type, choices = [] }: InputDefinition): object {
  switch (type) {
    case 'choice':
      return { type: 'enum', 'allowed-values': choices };
    case 'lines':
      return { type: 'list', separator: '\n', 'list-item': { type: 'string' } };
    case 'number':
      return { type: 'integer' };
    case 'boolean':
      return { type: 'boolean' };
    case 'text':
      return { type: 'string' };
  }
}

function section(
  title: string,
  inputs: InputDefinitions,
  outputs: Readonly<Record<string, string>>,
): readonly string[] {
  return [
    '',
    `## ${title}`,
    '',
    '| input | default | what |',
    '| --- | --- | --- |',
    ...Object.entries(inputs).map(([name, input]) => {
      const { default: value } = input;
      const shown =
        value === undefined
          ? ''
          : value
              .split('\n')
              .map((line) => `\`${line}\``)
              .join(' ');
      return `| \`${name}\` | ${shown} | ${descriptionOf(input)} |`;
    }),
    '',
    '| output | what |',
    '| --- | --- |',
    ...Object.entries(outputs).map(([name, description]) => `| \`${name}\` | ${description} |`),
    '',
  ];
}
