import { hitOf } from '../javascript/flow-steps.ts';
import {
  addressesOf,
  hostOf,
  labelsOf,
  labelsOfPayload,
  outflowsOf,
  type Outflow,
} from '../javascript/outflows.ts';
import { isIssuer } from '../javascript/secrets.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Hit, Rule } from '../rule.ts';

export const EXF_002: Rule = {
  id: 'EXF-002',
  title: 'A secret of the environment leaves the machine',
  severity: 'critical',
  what: 'A well-known secret variable (`NPM_TOKEN`, `GITHUB_TOKEN`, `AWS_SECRET_ACCESS_KEY` ...) reaches a network call to a host that is not its issuer. Sent as the credential of a request whose host is not known, it is medium: every honest client does that.',
  why: 'A token is worth the account it belongs to.',
  incident: 'Shai-Hulud 2025, s1ngularity 2025',
  fix: 'Send a token only to the service that issued it, in its authorization header.',
  *checkProgram(analysis) {
    for (const outflow of outflowsOf(analysis)) yield* check(analysis, outflow);
  },
};

function* check(analysis: Analysis, outflow: Outflow): Iterable<Hit> {
  const secrets = labelsOf(analysis, outflow).filter(({ kind }) => kind === 'secret');
  if (secrets.length === 0) return;
  const hosts = addressesOf(analysis, outflow).map(hostOf);
  const known = hosts.filter((host) => host !== undefined);
  const asPayload = labelsOfPayload(analysis, outflow);
  for (const secret of secrets) {
    const { detail } = secret;
    const isHome =
      known.length > 0 && known.length === hosts.length && known.every((host) => isIssuer(detail, host));
    if (isHome) continue;
    const isCredential = known.length === 0 && !asPayload.some((label) => label.detail === detail);
    const to = known[0] === undefined ? 'an unknown host' : known[0];
    const message = `sends ${detail} to ${to}`;
    const hit = hitOf(analysis, secret, { node: outflow.node, message });
    yield isCredential ? { ...hit, severity: 'medium' } : hit;
  }
}
