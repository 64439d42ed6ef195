import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, RULES, scan, type Severity } from '../../index.ts';

/** What it is, the plugin, and the severity where it is not the rule's own. */
type Case = readonly [what: string, plugin: PluginSketch, severity?: Severity];

interface Cases {
  readonly seen: readonly Case[];
  readonly unseen: readonly Case[];
}

const manifest = (fields: object): string => JSON.stringify({ name: 'plugin', version: '1.0.0', ...fields });
const scripts = (commands: Readonly<Record<string, string>>): PluginSketch => ({
  'package.json': manifest({ scripts: commands }),
});
const dependency = (field: string, range: string): PluginSketch => ({
  'package.json': manifest({ [field]: { lib: range } }),
});

const CASES: Readonly<Record<string, Cases>> = {
  'MAN-001': {
    seen: [
      ['preinstall', scripts({ preinstall: 'node setup.js' }), 'critical'],
      ['install', scripts({ install: 'node-gyp rebuild' })],
      ['postinstall', scripts({ postinstall: 'node setup.js' })],
      ['prepare, which does not run for an archive', scripts({ prepare: 'tsc' }), 'low'],
      [
        'the script of a bundled dependency',
        {
          'package.json': manifest({}),
          'node_modules/@a/b/package.json': manifest({ scripts: { install: 'x' } }),
        },
      ],
      [
        'the first of two `scripts`, which another reader may take',
        { 'package.json': '{"scripts":{"install":"x"},"scripts":{"test":"y"}}' },
      ],
    ],
    unseen: [
      ['scripts that somebody must ask for', scripts({ test: 'jest', build: 'tsc', start: 'node .' })],
      ['names that only look alike', scripts({ 'post-install': 'x', installer: 'x', preinstalled: 'x' })],
      [
        'a manifest that npm does not obey',
        { 'test/fixtures/package.json': manifest({ scripts: { install: 'x' } }) },
      ],
      [
        '`install` elsewhere in the manifest',
        { 'package.json': manifest({ config: { install: 'x' }, scripts: [] }) },
      ],
    ],
  },
  'MAN-002': {
    seen: [
      ['inline code', scripts({ postinstall: 'node -e "require(\'./a\')"' })],
      ['a fetcher', scripts({ install: 'curl -o lib.tgz https://a.example.invalid/lib.tgz' })],
      ['a shell', scripts({ postinstall: 'bash ./setup.sh' })],
      ['another runtime', scripts({ preinstall: 'bun run index.js' })],
      ['a file that is not named as JavaScript', scripts({ preinstall: 'node preinstall.json' })],
      ['a shell behind `npm run`', scripts({ postinstall: 'npm run setup', setup: 'sh setup.sh' })],
      ['a shell in the hook of such a script', scripts({ install: 'npm run a', a: 'tsc', prea: 'sh a.sh' })],
    ],
    unseen: [
      ['a JavaScript file', scripts({ postinstall: 'node scripts/postinstall.js' })],
      ['a file without extension', scripts({ postinstall: 'node scripts/postinstall || exit 0' })],
      ['the usual build', scripts({ install: 'node-gyp rebuild' })],
      ['a shell that does not run at install', scripts({ test: 'sh test.sh', build: 'node -e "1 + 1"' })],
    ],
  },
  'MAN-003': {
    seen: [
      ['a binding.gyp', { 'package.json': manifest({}), 'binding.gyp': '{"targets": []}' }],
      [
        'a command expansion',
        { 'package.json': manifest({}), 'binding.gyp': '{"sources": ["<!(node index.js > /dev/null)"]}' },
        'critical',
      ],
      [
        'a list expansion beside it',
        {
          'package.json': manifest({}),
          'binding.gyp': '{}',
          'src/common.gypi': '{"a": ["<!@(sh -c (ls))"]}',
        },
        'critical',
      ],
      [
        'the build of a bundled dependency',
        { 'node_modules/a/package.json': manifest({}), 'node_modules/a/binding.gyp': '{}' },
      ],
    ],
    unseen: [
      ['a build file that npm does not run', { 'package.json': manifest({}), 'deps/zlib/binding.gyp': '{}' }],
      ['a text about it', { 'package.json': manifest({}), 'binding.gyp.md': 'See `<!(node x)`.' }],
      [
        'gyp files without a binding.gyp',
        { 'package.json': manifest({}), 'common.gypi': '{"a": "<!(node x)"}' },
      ],
    ],
  },
  'MAN-004': {
    seen: [
      ['a URL', dependency('dependencies', 'https://a.example.invalid/lib.tgz')],
      ['a git repository', dependency('dependencies', 'git+ssh://git@git.example.invalid/a/lib.git#v1')],
      ['the short form of a repository', dependency('dependencies', 'somebody/lib#0123abc')],
      [
        'an optional dependency on a commit',
        dependency('optionalDependencies', 'github:somebody/lib#0123abc'),
      ],
      ['a peer dependency', dependency('peerDependencies', 'gitlab:somebody/lib')],
      ['a path', dependency('dependencies', 'file:../lib')],
    ],
    unseen: [
      ['a version', dependency('dependencies', '1.2.3')],
      ['ranges', dependency('dependencies', '^1.2.3 || >=2.0.0-rc.1 <3 || 4.x')],
      ['a tag', dependency('dependencies', 'latest')],
      ['another name of the registry', dependency('dependencies', 'npm:@scope/lib@^2.0.0')],
      ['what is not installed with the plugin', dependency('devDependencies', 'github:somebody/lib')],
    ],
  },
  'MAN-005': {
    seen: [
      ['a key twice', { 'package.json': '{"name":"a","scripts":{},"scripts":{"test":"x"}}' }],
      ['a key twice, once escaped', { 'package.json': '{"main":"a.js","\\u006dain":"b.js"}' }],
      ['a key twice, deep down', { 'package.json': '{"exports":[{"import":"a","import":"b"}]}' }],
      ['a comment', { 'package.json': '{"name":"a" /* b */}' }],
      ['a trailing comma', { 'package.json': '{"name":"a",}' }],
      ['a manifest of a bundled dependency', { 'node_modules/a/package.json': '{"name":"a","name":"b"}' }],
    ],
    unseen: [
      [
        'an honest manifest',
        { 'package.json': JSON.stringify({ name: 'a', exports: { '.': './a.js' } }, null, 2) },
      ],
      ['the same key at different depths', { 'package.json': '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}' }],
      ['a manifest that npm does not obey', { 'test/package.json': '{"name":"a",}' }],
      ['a byte order mark, which npm drops', { 'package.json': '\ufeff{"name":"a"}' }],
    ],
  },
  'MAN-008': {
    seen: [
      ['git', { 'package.json': manifest({ bin: { git: 'cli.js' } }) }],
      [
        'npm beside a command of its own',
        { 'package.json': manifest({ bin: { plugin: 'a.js', npm: 'b.js' } }) },
      ],
      ['an AI agent', { 'package.json': manifest({ bin: { claude: 'cli.js' } }) }],
      ['the first of two `bin`', { 'package.json': '{"name":"a","bin":{"curl":"a.js"},"bin":{"a":"a.js"}}' }],
    ],
    unseen: [
      [
        'a name of its own',
        { 'package.json': manifest({ bin: { plugin: 'cli.js', 'git-plugin': 'git.js' } }) },
      ],
      ['the name of the package', { 'package.json': manifest({ bin: './cli.js' }) }],
      [
        'the program itself',
        { 'package.json': JSON.stringify({ name: 'npm', bin: { npm: 'a.js', npx: 'b.js' } }) },
      ],
      ['a bundled dependency', { 'node_modules/a/package.json': manifest({ bin: { git: 'cli.js' } }) }],
    ],
  },
};

function severitiesOf(rule: string, plugin: PluginSketch): readonly Severity[] {
  const input = { files: pluginFiles(plugin), name: 'plugin', version: '1.0.0', sha256: '0'.repeat(64) };
  const { findings } = scan(input, DEFAULT_POLICY);
  return findings.filter((finding) => finding.rule === rule).map(({ severity }) => severity);
}

describe.each(Object.entries(CASES))('%s', (rule, { seen, unseen }) => {
  const own = RULES.find(({ id }) => id === rule)?.severity;

  it.each(seen)('sees %s', (...[, plugin, severity]) => {
    expect(severitiesOf(rule, plugin)).toContain(severity ?? own);
  });

  it.each(unseen)('passes over %s', (...[, plugin]) => {
    expect(severitiesOf(rule, plugin)).toEqual([]);
  });
});

it('has three cases of either kind for every rule of the family', () => {
  const family = RULES.map(({ id }) => id).filter((id) => /^MAN-/.test(id));
  expect(Object.keys(CASES)).toEqual(family);
  for (const { seen, unseen } of Object.values(CASES)) {
    expect(Math.min(seen.length, unseen.length)).toBeGreaterThanOrEqual(3);
  }
});

it.each([
  `"include_dirs": ["<!(node -e \\"require('nan')\\")"]`,
  `"include_dirs": ["<!@(node -p \\"require('node-addon-api').include\\")"]`,
])('takes the usual look-up of headers for no command: %s', (lookup) => {
  const plugin = { 'package.json': manifest({}), 'binding.gyp': `{${lookup}}` };
  expect(severitiesOf('MAN-003', plugin)).toEqual(['high']);
});
