import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, scan } from '../index.ts';

/** Honest code that does half of what an attack does. */
const HONEST: readonly (readonly [what: string, plugin: PluginSketch])[] = [
  [
    'a logger that asks the environment for its level',
    `const levels = ['debug', 'info', 'error'];
     const limit = levels.indexOf((process.env.LOG_LEVEL || 'info').toLowerCase());
     module.exports = (level, text) => { if (levels.indexOf(level) >= limit) process.stderr.write(level + ' ' + text + '\\n'); };`,
  ],
  [
    'a client that takes host and token from its user',
    `export function client({ baseUrl, token }) {
       return (path, body) => fetch(new URL(path, baseUrl), {
         method: 'POST', headers: { authorization: \`Bearer \${token}\`, 'content-type': 'application/json' }, body: JSON.stringify(body),
       });
     }`,
  ],
  [
    'a client that takes a token of the environment to its issuer',
    `const https = require('https');
     module.exports = (path, done) => https.get({ hostname: 'api.github.com', path, headers: { authorization: 'token ' + process.env.GITHUB_TOKEN } }, done);`,
  ],
  [
    'a command line that starts git',
    {
      'package.json': JSON.stringify({ name: 'plugin', version: '1.0.0', bin: { plugin: 'cli.js' } }),
      'cli.js': `#!/usr/bin/env node
        const { spawnSync } = require('child_process');
        const { status } = spawnSync('git', ['log', '--oneline', ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, LANG: 'C' } });
        process.exitCode = status;`,
    },
  ],
  [
    'a template engine that makes a function of a literal',
    `const head = 'var out = "";';
     const add = new Function('value', 'return String(value)');
     module.exports = (source) => new Function('data', 'escape', head + source.split('%%').map((part) => 'out += ' + JSON.stringify(part) + ';').join('') + 'return out;');
     module.exports.add = add;`,
  ],
  [
    'a reader of .env files',
    `const fs = require('fs');
     for (const line of fs.readFileSync('.env', 'utf8').split('\\n')) {
       const found = /^\\s*([\\w.]+)\\s*=\\s*(.*)?\\s*$/.exec(line);
       if (found && !(found[1] in process.env)) process.env[found[1]] = found[2];
     }
     module.exports = { parsed: process.env };`,
  ],
  [
    'an updater that asks for a version only',
    `import { readFileSync } from 'node:fs';
     const { name, version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
     const latest = await (await fetch(\`https://registry.example.invalid/\${name}/latest\`)).json();
     if (latest.version !== version) console.log(\`\${name} \${latest.version} is out\`);`,
  ],
  [
    'a cache in the home folder that cleans itself',
    `const fs = require('fs'), os = require('os'), path = require('path');
     const folder = path.join(os.homedir(), '.cache', 'plugin');
     exports.clear = () => fs.rmSync(folder, { recursive: true, force: true });
     exports.save = (key, text) => { fs.mkdirSync(folder, { recursive: true }); fs.writeFileSync(path.join(folder, key), text); };`,
  ],
  [
    'a downloader of data',
    `const fs = require('fs'), https = require('https');
     module.exports = (url, file, done) => https.get(url, (res) => { res.pipe(fs.createWriteStream(file)).on('finish', done); });`,
  ],
  [
    'a decoder of data URLs',
    `module.exports = (url) => { const [head, body] = url.split(','); return head.endsWith(';base64') ? Buffer.from(body, 'base64') : decodeURIComponent(body); };`,
  ],
  [
    'a loader of its own drivers',
    `const drivers = {}; for (const name of ['pg', 'mysql']) drivers[name] = () => require('./drivers/' + name);
     module.exports = (name) => drivers[name] ? drivers[name]() : require(name);`,
  ],
  [
    'a report of errors that says which system it ran on',
    `const os = require('os');
     module.exports = (endpoint, error) => fetch(endpoint, { method: 'POST', body: JSON.stringify({ message: error.message, platform: os.platform(), node: process.version }) });`,
  ],
  [
    'a server of a development tool',
    `const net = require('net'), http = require('http');
     http.createServer((req, res) => { const s = net.connect(8080, '127.0.0.1'); req.pipe(s); s.pipe(res); }).listen(0, '127.0.0.1');`,
  ],
  [
    'a bundle, minified',
    `!function(e,t){"object"==typeof exports&&"undefined"!=typeof module?module.exports=t():"function"==typeof define&&define.amd?define(t):(e=e||self).plugin=t()}(this,function(){"use strict";var e=Function("return this")();return{root:e,parse:function(e){return JSON.parse(e)}}});`,
  ],
  [
    'a release script that nothing but a person starts',
    {
      'package.json': JSON.stringify({
        name: 'plugin',
        version: '1.0.0',
        scripts: { test: 'jest', release: 'npm test && npm publish', prepare: 'tsc' },
      }),
      'README.md': '# plugin\n\n    curl -fsSL https://a.example.invalid/install.sh | sh\n',
      'docs/attack.md':
        'Never do `eval(atob(code))` nor `fetch(url, { body: JSON.stringify(process.env) })`.',
    },
  ],
  [
    'a linter that knows the bad by name',
    `const BAD = ['eval(', 'child_process', 'webhook.site', '.ssh/id_rsa', 'NPM_TOKEN', 'stratum+tcp://', 'curl | bash'];
     module.exports = (source) => BAD.filter((mark) => source.includes(mark));`,
  ],
];

describe('scan, under the default policy', () => {
  it.each(HONEST)('lets %s pass', (...[, plugin]) => {
    const input = {
      files: pluginFiles(plugin),
      name: 'plugin',
      version: '1.0.0',
      sha256: '0'.repeat(64),
      now: new Date(0),
    };
    const { verdict, complete, findings } = scan(input, DEFAULT_POLICY);
    expect(findings.filter(({ severity }) => severity !== 'low')).toEqual([]);
    expect([verdict, complete]).toEqual(['pass', true]);
  });
});
