import { describe, expect, it } from '@jest/globals';
import { parseContext } from './parse-context.ts';

describe('parseContext', () => {
  it('has a tag only where the run is for one', () => {
    expect(parseContext({ GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' }, '').tag).toBe('v1');
    expect(parseContext({ GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'v1' }, '')).not.toHaveProperty('tag');
  });

  it.each([
    ['https://github.com', false],
    ['https://acme.ghe.com', false],
    ['http://github.localhost:1234', false],
    ['https://git.acme.example', true],
    ['https://github.com.evil.example', true],
  ])('tells whether %s is a server of its own: %j', (url, isGhes) => {
    expect(parseContext({ GITHUB_SERVER_URL: url }, '').isGhes).toBe(isGhes);
  });

  it('says who is given no secrets', () => {
    const fork = JSON.stringify({ pull_request: { head: { repo: { fork: true } } } });
    expect(parseContext({}, fork).withoutSecrets).toBe('a fork');
    expect(parseContext({ GITHUB_ACTOR: 'dependabot[bot]' }, '{}').withoutSecrets).toBe('Dependabot');
    const own = JSON.stringify({ pull_request: { head: { repo: { fork: false } } } });
    expect(parseContext({ GITHUB_ACTOR: 'me' }, own)).not.toHaveProperty('withoutSecrets');
  });

  it('has the release that started the run', () => {
    expect(parseContext({}, JSON.stringify({ release: { id: 7 } })).releaseId).toBe(7);
    expect(parseContext({}, JSON.stringify({ release: null }))).not.toHaveProperty('releaseId');
  });
});
