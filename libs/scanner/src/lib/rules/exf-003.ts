import { quote } from '../display-text.ts';
import { leaksOf, type LeakKind } from '../javascript/leaks.ts';
import { hostOf, outflowsOf } from '../javascript/outflows.ts';
import { isCredentialFile, isIssuerOfFile } from '../javascript/secrets.ts';
import { FETCHERS, programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import type { Text } from '../javascript/text.ts';
import type { Rule } from '../rule.ts';

const SENDERS = new Set([...FETCHERS, 'nc', 'ncat', 'netcat', 'scp', 'rsync']);

const CREDENTIAL: LeakKind = {
  label: 'credential',
  hostOf: ownerOf,
  isIssuer: isIssuerOfFile,
  messageOf: (file) => `sends the content of ${quote(file)}`,
};

export const EXF_003: Rule = {
  id: 'EXF-003',
  title: 'A credential file leaves the machine',
  severity: 'critical',
  what: 'What was read from `.npmrc`, `.ssh`, `.aws`, `.kube`, a browser profile, a keychain or a wallet or what a cloud tells a machine of its credentials, reaches a network call or a fetcher, and the host is not its issuer. Sent as the credential of a request whose host is not known, it is medium.',
  why: 'Reading such a file may be honest; sending it is not.',
  incident: 'eslint-scope 2018 (.npmrc), Shai-Hulud 2025, s1ngularity 2025',
  fix: 'Use the credential where it is; do not send the file.',
  *checkProgram(analysis) {
    for (const outflow of outflowsOf(analysis)) yield* leaksOf(analysis, outflow, CREDENTIAL);
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
