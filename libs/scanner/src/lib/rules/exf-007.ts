import { actionsOf } from '../javascript/actions.ts';
import { addressesOf, labelsOf, outflowsOf } from '../javascript/outflows.ts';
import { offsetOf, plainKey } from '../javascript/node.ts';
import { commandsIn } from '../nested-sources.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

/** Where GitHub takes a new repository, a file or a gist. */
const PLACES =
  /api\.github\.com\/(?:user\/repos|orgs\/[^/]+\/repos|gists|repos\/[^?]*\/(?:contents|git\/(?:blobs|trees|refs)))/;
const METHODS = /^(?:createForAuthenticatedUser|createOrUpdateFileContents|createInOrg|createBlob)$/;
const COMMANDS = /\bgh\s+(?:repo|gist)\s+create\b|\bgit\s+push\b/;
/** How tokens of other people are found: by their shape, or by asking the tools that keep them. */
const HARVEST = /gh(?:\[\w+\]|[op])_\[|\bgithub_pat_\[|\bghp_\\w/;
const ASKING = /\bgh\s+auth\s+token\b|\bgit\s+credential\s+fill\b|\b(?:trufflehog|gitleaks)\b/;

export const EXF_007: Rule = {
  id: 'EXF-007',
  title: 'Uploads to GitHub what it gathered, or with a token it found',
  severity: 'critical',
  what: 'Code creates a repository, a file or a gist at GitHub, and what it puts there holds the environment, secrets or credential files; or the same file looks for tokens by their shape, asks `gh auth token` for one, or runs a scanner of secrets.',
  why: "The victim's own account becomes the drop box, which no firewall stops.",
  incident: 's1ngularity 2025, Shai-Hulud 2025',
  fix: 'Release tools write to one named repository with the token they are given, and upload what they built.',
  *checkProgram(analysis) {
    const uploads = uploadsIn(analysis);
    if (uploads.length === 0) return;
    const harvests = isHarvester(analysis);
    for (const { offset, gathered } of uploads) {
      if (gathered) yield { offset, message: 'uploads to GitHub what it gathered' };
      else if (harvests) yield { offset, message: 'uploads to GitHub, in code that looks for tokens' };
    }
  },
};

function uploadsIn(analysis: Analysis): readonly { readonly offset: number; readonly gathered: boolean }[] {
  const sent = outflowsOf(analysis).flatMap((outflow) => {
    const isPlace = addressesOf(analysis, outflow).some(({ value }) => PLACES.test(value));
    if (!isPlace) return [];
    const gathered = labelsOf(analysis, outflow).some(
      ({ kind }) => kind === 'environment' || kind === 'credential',
    );
    return [{ offset: offsetOf(outflow.node), gathered }];
  });
  const called = actionsOf(analysis).calls.flatMap(({ node, callee }) => {
    const isCall =
      callee.type === 'MemberExpression' && METHODS.test(plainKey(callee.property, callee.computed) ?? '');
    return isCall ? [{ offset: offsetOf(node), gathered: false }] : [];
  });
  const started = commandsIn(analysis).flatMap(({ text, offset }) =>
    COMMANDS.test(text) ? [{ offset, gathered: false }] : [],
  );
  return [...sent, ...called, ...started];
}

function isHarvester(analysis: Analysis): boolean {
  const { regexes } = analysis.program;
  if (regexes.some(({ pattern }) => pattern.length < 400 && HARVEST.test(pattern))) return true;
  return commandsIn(analysis).some(({ text }) => ASKING.test(text));
}
