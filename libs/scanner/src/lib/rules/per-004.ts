import { quote } from '../display-text.ts';
import { offsetOf } from '../javascript/node.ts';
import { writtenPaths } from '../javascript/written-paths.ts';
import { severityIn } from './command-severity.ts';
import { severityAsked } from './unasked.ts';
import type { Rule } from '../rule.ts';

const PLACES =
  /^\/etc\/(?:sudoers(?:$|\.d\/)|hosts$|passwd$|shadow$|pam\.d\/)|\/System32\/drivers\/etc\/hosts$/i;
const COMMANDS = [
  />>?\s*\/etc\/(?:sudoers|hosts|passwd|shadow)/,
  /\btee\b[^;&|\n]*\/etc\/(?:sudoers|hosts|passwd|shadow)/,
  /\bdocker\b[^;&|\n]*\brun\b[^;&|\n]*(?:-v|--volume)[\s=]\/:\//,
  /\bnsenter\b[^;&|\n]*(?:-t|--target)[\s=]?1\b/,
  /\bchmod\s+(?:[ugoa]*\+s|[4-7]7\d\d)\b/,
  /\b(?:Add|Set)-MpPreference\b[^;&|\n]*-(?:Exclusion\w+|Disable\w+)/i,
  /\bnetsh\s+advfirewall\b[^;&|\n]*\bstate\s+off\b/i,
  /\bsetenforce\s+0\b|\biptables\s+-F\b|\bspctl\s+--master-disable\b/,
];
/** Settings of the user that tools change when they are asked to. */
const SETTINGS = [
  /\bgit\s+config\s+--(?:global|system)\s+(?:core\.(?:hooksPath|sshCommand|fsmonitor)|credential\.helper|init\.templateDir)\s+\S/i,
  /\bcode(?:-insiders)?\s+--install-extension\s+\S/,
];

export const PER_004: Rule = {
  id: 'PER-004',
  title: 'Takes over the machine',
  severity: 'critical',
  what: 'Writes who may become root or where names lead (`sudoers`, `hosts`), leaves a container for its host, switches off the guards of the system, changes the git configuration of the user, or installs an extension into the editor (medium where code of the plugin does so on demand).',
  why: 'It changes what the machine trusts, far beyond the plugin.',
  incident: 'Shai-Hulud 2.0 2025 (docker and sudoers on runners), GlassWorm 2025 (extensions)',
  fix: 'Tell people which setting is needed, and let them make it.',
  *checkProgram(analysis, file) {
    for (const { path, node } of writtenPaths(analysis)) {
      if (!PLACES.test(path)) continue;
      yield {
        offset: offsetOf(node),
        message: `writes ${quote(path)}`,
        ...severityAsked(analysis, file, node),
      };
    }
  },
  *checkCommand(command) {
    for (const pattern of [...COMMANDS, ...SETTINGS]) {
      const found = pattern.exec(command.text);
      if (found === null) continue;
      const message = `takes over the machine: ${quote(found[0])}`;
      const isAsked = SETTINGS.includes(pattern) && command.runs === 'call';
      yield { offset: found.index, message, ...(isAsked ? { severity: 'medium' } : severityIn(command)) };
    }
  },
};
