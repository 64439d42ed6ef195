import { audienceOf, isSample } from '../prompts/audience.ts';
import { claimsOf } from '../prompts/claims.ts';
import type { Rule } from '../rule.ts';

/** Notes of releases are lists of half sentences that were never meant as one text. */
const NOTES = /(?:^|\/)(?:CHANGE(?:LOG|S)|NEWS|HISTORY|RELEASES?)[^/]*$/i;

export const PRM_002: Rule = {
  id: 'PRM-002',
  title: 'Instructions against the owner of the agent',
  severity: 'critical',
  what: 'A text for agents (a skill, a rule file, a prompt, a page they read) has a secret read and carried out, keeps a deed from the user, or takes back what the agent was told before. What a text only shows, as in a page about such attacks, is low.',
  why: 'An agent obeys what it reads, with the rights of whoever started it.',
  incident: 'tool poisoning of MCP servers 2025, hostile skills in public registries 2026',
  fix: 'Say what the agent is for. Nothing honest needs a secret in a parameter, or a user who does not know.',
  *checkFile(file, plugin) {
    const audience = audienceOf(file, plugin);
    if (audience === undefined) return;
    for (const { offset, message, severity } of claimsOf(file.text(), audience)) {
      yield {
        offset,
        message,
        severity: isMild(file.path, audience) && severity !== 'low' ? 'medium' : severity,
      };
    }
  },
};

function isMild(path: string, audience: 'agent' | 'reader'): boolean {
  return isSample(path) || (audience === 'reader' && NOTES.test(path));
}
