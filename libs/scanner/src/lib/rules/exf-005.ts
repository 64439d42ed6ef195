import { hitOf } from '../javascript/flow-steps.ts';
import { labelsOf, outflowsOf } from '../javascript/outflows.ts';
import { FETCHERS, programOf } from '../shell/programs.ts';
import { readPipelines, type Pipeline } from '../shell/statements.ts';
import { severityIn } from './command-severity.ts';
import { severityAsked } from './unasked.ts';
import type { Rule } from '../rule.ts';

/** One of them may be a setting; two tell who somebody is. */
const ENOUGH = 2;
const WHO = new Set(['host name', 'user name']);
const SENDERS = new Set([...FETCHERS, 'nslookup', 'dig', 'host', 'ping', 'nc', 'ncat']);
/** What a shell puts in place of the name of who runs it. */
const WHO_IN_SHELL =
  /(?:\$\(|`)\s*(?:whoami|hostname|id)\b|\$\{?(?:USER|LOGNAME|HOSTNAME)\b|%(?:USERNAME|COMPUTERNAME)%|\$env:(?:USERNAME|COMPUTERNAME)\b/i;

export const EXF_005: Rule = {
  id: 'EXF-005',
  title: 'A fingerprint of the host leaves the machine',
  severity: 'high',
  what: 'The host name or the user name, and one more of home folder, working folder and network addresses or the other name, reach one network call; or any of them, or a secret, is part of a name that is looked up in DNS; or a command hands the name of user or host to a fetcher or a lookup. Medium where a caller must ask for it.',
  why: 'That is how an attacker learns whose machine has taken the bait; DNS gets out where nothing else does.',
  incident: 'dependency confusion 2021',
  fix: 'Ask before telemetry, and send a random identifier instead.',
  *checkProgram(analysis, file) {
    for (const outflow of outflowsOf(analysis)) {
      const labels = labelsOf(analysis, outflow);
      const host = labels.filter(({ kind }) => kind === 'host').map(({ detail }) => detail);
      const smuggled = outflow.isLookup ? labels : [];
      if (
        smuggled.length > 0 &&
        smuggled.every(({ detail }) => detail !== 'host name' || labels.length > 1)
      ) {
        const message = `looks up a name that holds ${detailsOf(smuggled)}`;
        yield hitOf(analysis, smuggled[0], { node: outflow.node, message });
      } else if (host.length >= ENOUGH && host.some((detail) => WHO.has(detail))) {
        const first = labels.find(({ kind }) => kind === 'host');
        const hit = hitOf(analysis, first, { node: outflow.node, message: `sends ${host.join(', ')}` });
        yield { ...hit, ...severityAsked(analysis, file, outflow.node) };
      }
    }
  },
  *checkCommand(command) {
    for (const pipeline of readPipelines(command.text)) {
      if (!tellsWho(pipeline)) continue;
      const message = 'tells another host who runs it';
      yield { offset: pipeline.offset, message, ...severityIn(command) };
    }
  },
};

function tellsWho({ stages }: Pipeline): boolean {
  const programs = stages.map((words) => programOf(words));
  const sender = programs.findIndex(({ program }) => SENDERS.has(program));
  if (sender === -1) return false;
  const isPiped = programs.slice(0, sender).some(({ program }) => /^(?:whoami|hostname|id)$/.test(program));
  return isPiped || programs[sender]?.args.some((word) => WHO_IN_SHELL.test(word)) === true;
}

function detailsOf(labels: readonly { readonly detail: string }[]): string {
  return labels.map(({ detail }) => detail).join(', ');
}
