import { leaksOf, type LeakKind } from '../javascript/leaks.ts';
import { hostOf, outflowsOf } from '../javascript/outflows.ts';
import { isIssuer } from '../javascript/secrets.ts';
import type { Rule } from '../rule.ts';

const SECRET: LeakKind = {
  label: 'secret',
  hostOf,
  isIssuer,
  messageOf: (variable, host) => `sends ${variable} to ${host ?? 'an unknown host'}`,
};

export const EXF_002: Rule = {
  id: 'EXF-002',
  title: 'A secret of the environment leaves the machine',
  severity: 'critical',
  what: 'A well-known secret variable (`NPM_TOKEN`, `GITHUB_TOKEN`, `AWS_SECRET_ACCESS_KEY` ...) reaches a network call to a host that is not its issuer. Sent as the credential of a request whose host is not known, it is medium: every honest client does that.',
  why: 'A token is worth the account it belongs to.',
  incident: 'Shai-Hulud 2025, s1ngularity 2025',
  fix: 'Send a token only to the service that issued it, in its authorization header.',
  *checkProgram(analysis) {
    for (const outflow of outflowsOf(analysis)) yield* leaksOf(analysis, outflow, SECRET);
  },
};
