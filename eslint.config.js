import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const layers = {
  base: ['base'],
  domain: ['base', 'domain'],
  edge: ['base', 'domain'],
  'use-case': ['base', 'domain', 'edge'],
  wrapper: ['base', 'domain', 'edge', 'use-case', 'wrapper'],
  test: ['base', 'domain', 'edge', 'use-case', 'wrapper', 'test'],
};

/** Libs whose specs import the fakes of `testing`, which in turn implements their ports. */
const testedWithFakes = [
  'archive',
  'crypto',
  'metadata',
  'storage',
  'publisher',
  'installer',
  'scanner',
  'server',
  'api',
];

const impure = ['fs', 'fs/promises', 'http', 'https', 'net', 'child_process', 'os'].flatMap((name) => [
  name,
  `node:${name}`,
]);

const noMocks = {
  selector: "MemberExpression[object.name='jest'][property.name=/^(mock|unstable_mockModule|doMock|spyOn)$/]",
  message: 'a fake that implements the port lives in libs/testing; nothing is mocked',
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules',
      '.nx',
      '.corpus',
      '.peers',
      'dist',
      'out',
      'vectors',
      'examples',
      'repo',
      'coverage',
      'vault',
      'plugins',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allowCircularSelfDependency: false,
          ignoredCircularDependencies: testedWithFakes.map((name) => [name, 'testing']),
          depConstraints: Object.entries(layers).map(([layer, below]) => ({
            sourceTag: `layer:${layer}`,
            // What `testing` may be imported by is the next rule's matter: specs only.
            onlyDependOnLibsWithTags: [...below, 'test'].map((name) => `layer:${name}`),
          })),
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-syntax': [
        'error',
        noMocks,
        { selector: 'ExportAllDeclaration', message: 'an index exports by name' },
        { selector: 'ExportDefaultDeclaration', message: 'no default exports' },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      eqeqeq: 'error',
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts', 'tools/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/testing/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: ['@ragnos-vault/testing', '@jest/globals', 'fast-check'] }],
    },
  },
  {
    // Base and domain decide; they never touch the world.
    files: ['libs/{errors,crypto,archive,metadata,scanner,audit}/src/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/crypto/src/lib/signers/**', 'libs/metadata/src/lib/client/cache.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [...impure, '@ragnos-vault/testing', '@jest/globals', 'fast-check'] },
      ],
      'no-restricted-globals': ['error', 'fetch', 'process', 'console'],
      'no-restricted-syntax': [
        'error',
        noMocks,
        { selector: 'ExportAllDeclaration', message: 'an index exports by name' },
        { selector: 'ExportDefaultDeclaration', message: 'no default exports' },
        {
          selector:
            "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'time is a value: take `now: Date`',
        },
      ],
    },
  },
  {
    // The use cases reach the edge through its ports alone.
    files: ['libs/{publisher,installer}/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: ['@ragnos-vault/storage', '@ragnos-vault/server'].map((name) => ({
            name,
            allowTypeImports: true,
          })),
        },
      ],
    },
  },
  {
    // The one place where an outside shape becomes one of ours.
    files: ['**/parse*.ts', '**/*.spec.ts', 'libs/testing/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }] },
  },
  {
    files: ['**/*.spec.ts'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['tools/nx-plugin/src/{executors,generators}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noMocks] },
  },
);
