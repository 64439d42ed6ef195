import type { Rule } from '../rule.ts';

/** Reported by the policy, not by a look at the plugin alone. */
export const POL_002: Rule = {
  id: 'POL-002',
  title: 'A capability that the policy does not grant',
  severity: 'high',
  what: 'The plugin reaches a host, an environment variable, a file or a program, holds native code, makes code of text or has an install script, and `capabilities` of the policy does not let it. What the code computes is called `*`; only `*` or `true` grants that.',
  why: 'Code that suddenly reaches further than its task asks is how a plugin that was taken over shows itself.',
  incident: 'event-stream 2018, axios 2026: a new host in a known package',
  fix: 'Grant what the plugin needs in a section of its own, and nothing more.',
};
