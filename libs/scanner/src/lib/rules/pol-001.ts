import type { Rule } from '../rule.ts';

/** Reported by the policy, not by a look at the plugin alone. */
export const POL_001: Rule = {
  id: 'POL-001',
  title: 'A file that the policy does not admit',
  severity: 'high',
  what: 'The extension of a file, or what its content is, is denied by the policy or is not on its list: `allowedExtensions`, `deniedExtensions`, `allowedTypes`, `deniedTypes`. A file is all that it can be taken for: machine code named `.js` is both.',
  why: 'A site that knows what its plugins are made of need not ask what else a file could do.',
  incident: 'depe-tool (code in preinstall.json), IronWorm 2026 (an ELF among JavaScript)',
  fix: 'Leave the file out; or admit it for this plugin in a section of its own.',
};
