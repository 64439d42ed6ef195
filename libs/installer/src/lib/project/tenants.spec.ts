import { describe, expect, it } from '@jest/globals';
import { parseTenantName, parseTenants } from './tenants.ts';

describe('the name of a tenant', () => {
  it.each(['a', 'alpha', 'team-1.web_2', 'a'.repeat(63)])('%s is one', (name) => {
    expect(parseTenantName(name)).toBe(name);
  });

  it.each([
    '',
    '_',
    '.',
    '..',
    '../a',
    'a/b',
    'a\\b',
    '/a',
    'c:',
    'A',
    'a.',
    '-a',
    'é',
    'a\n',
    'a'.repeat(64),
  ])('%j is none', (name) => {
    expect(() => parseTenantName(name)).toThrow(expect.objectContaining({ code: 'ERR_TENANT_NAME' }));
  });
});

describe('tenants.yaml', () => {
  it('says of each tenant what it may have', () => {
    const text =
      'policy: host.yaml\nshared: ../s\nquota: { plugins: 3 }\ntenants: { a: { quota: { bytes: 1 } } }';
    expect(parseTenants(text)).toEqual({
      policy: 'host.yaml',
      shared: '../s',
      quota: { plugins: 3 },
      tenants: { a: { quota: { bytes: 1 } } },
    });
  });

  it.each([
    ['tenant: {}\ntenants: {}', 'tenant', /did you mean tenants/],
    ['quota: { byte: 1 }\ntenants: {}', 'quota.byte', /did you mean bytes/],
    ['tenants: { a: { quotas: {} } }', 'tenants.a.quotas', /did you mean quota/],
    ['tenants: { quota: { quotas: {} } }', 'tenants.quota.quotas', /did you mean quota/],
    ['tenants: { a: { quota: { file: 1 } } }', 'tenants.a.quota.file', /did you mean files/],
    ['tenants: { ../a: {} }', 'tenants.../a', /is no name of a tenant/],
    ['quota: { bytes: -1 }\ntenants: {}', 'quota.bytes', /./],
    ['quota: { bytes: 1.5 }\ntenants: {}', 'quota.bytes', /./],
    ['policy: x', 'tenants', /./],
    ['tenants: {}\ntenants: {}', '', /is not YAML/],
    ['', '', /./],
  ])('%j is refused at %s', (text, key, message) => {
    expect(() => parseTenants(text)).toThrow(
      expect.objectContaining({
        code: 'ERR_CONFIG_INVALID',
        facts: { file: 'tenants.yaml', key },
        message: expect.stringMatching(message),
      }),
    );
  });
});
