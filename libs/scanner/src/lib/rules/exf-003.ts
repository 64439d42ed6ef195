import { quote } from '../display-text.ts';
import { hitOf } from '../javascript/flow-steps.ts';
import {
  addressesOf,
  hostOf,
  labelsOf,
  labelsOfPayload,
  outflowsOf,
  type Outflow,
} from '../javascript/outflows.ts';
import { isCredentialFile, isIssuerOfFile } from '../javascript/secrets.ts';
import { FETCHERS, programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Text } from '../javascript/text.ts';
import type { Hit, Rule } from '../rule.ts';

const SENDERS = new Set([...FETCHERS, 'nc', 'ncat', 'netcat', 'scp', 'rsync']);

export const EXF_003: Rule = {
  id: 'EXF-003',
  title: 'A credential file leaves the machine',
  severity: 'critical',
  what: 'What was read from `.npmrc`, `.ssh`, `.aws`, `.kube`, a browser profile, a keychain or a wallet or what a cloud tells a machine of its credentials, reaches a network call or a fetcher, and the host is not its issuer. Sent as the credential of a request whose host is not known, it is medium.',
  why: 'Reading such a file may be honest; sending it is not.',
  incident: 'eslint-scope 2018 (.npmrc), Shai-Hulud 2025, s1ngularity 2025',
  fix: 'Use the credential where it is; do not send the file.',
  *checkProgram(analysis) {
    for (const outflow of outflowsOf(analysis)) yield* check(analysis, outflow);
  },
  *checkCommand(command) {
    for (const { stages, offset } of readPipelines(command.text)) {
      if (!stages.some((words) => SENDERS.has(programOf(words).program))) continue;
      const file = stages.flat().flatMap(pathsIn).find(isCredentialFile);
      if (file === undefined) continue;
      yield { offset, message: `sends the content of ${quote(file)}`, ...severityIn(command) };
    }
  },
};

function* check(analysis: Analysis, outflow: Outflow): Iterable<Hit> {
  const credentials = labelsOf(analysis, outflow).filter(({ kind }) => kind === 'credential');
  if (credentials.length === 0) return;
  const hosts = addressesOf(analysis, outflow).map(ownerOf);
  const known = hosts.filter((host) => host !== undefined);
  const asPayload = labelsOfPayload(analysis, outflow);
  for (const credential of credentials) {
    const { detail } = credential;
    const isHome = known.length > 0 && known.every((host) => isIssuerOfFile(detail, host));
    if (isHome) continue;
    const message = `sends the content of ${quote(detail)}`;
    const hit = hitOf(analysis, credential, { node: outflow.node, message });
    const isSignIn = known.length === 0 && !asPayload.some((label) => label.detail === detail);
    yield isSignIn ? { ...hit, severity: 'medium' } : hit;
  }
}

/** Whose host it is, also where it has a name that is not known below a domain that is. */
function ownerOf(address: Text): string | undefined {
  return hostOf({ ...address, value: address.value.replaceAll(/[^/.@]*\u{FFFC}(?=\.)/gu, 'a') });
}

/** `-F f=@$HOME/.npmrc`, `$(cat ~/.npmrc)` and `~/.npmrc` all hold `~/.npmrc`. */
function pathsIn(word: string): readonly string[] {
  const parts = word
    .replaceAll(/\$(?:HOME|\{HOME\}|env:USERPROFILE)|%USERPROFILE%/gi, '~')
    .split(/[\s=@()`'"<>;,]+/);
  return parts.filter((part) => /[/~.]/.test(part));
}
