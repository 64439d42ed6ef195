import { quote } from '../display-text.ts';
import { offsetOf } from '../javascript/node.ts';
import { writtenPaths } from '../javascript/written-paths.ts';
import { severityIn } from './command-severity.ts';
import { severityAsked } from './unasked.ts';
import type { Rule } from '../rule.ts';

const PLACES = [
  /(?:^|\/)\.ssh\/authorized_keys/,
  /(?:^|\/)(?:etc\/cron|var\/spool\/cron)/,
  /(?:^|\/)(?:etc|\.config|lib|usr\/lib)\/systemd\/(?:system|user)\//,
  /(?:^|\/)Library\/Launch(?:Agents|Daemons)\//,
  /(?:^|\/)\.config\/autostart\//,
  /Start Menu[\\/]Programs[\\/]Startup/i,
  /^\/etc\/(?:rc\.local|init\.d\/|profile\.d\/|ld\.so\.preload)/,
];
const COMMANDS = [
  /\bcrontab\s+-(?!l\b)/,
  /\|\s*crontab\b/,
  /\bsystemctl\b[^;&|\n]*\benable\b/,
  /\blaunchctl\s+(?:load|bootstrap|submit)\b/,
  /\bschtasks(?:\.exe)?\b[^;&|\n]*\/create\b/i,
  /\breg(?:\.exe)?\s+add\b[^;&|\n]*\\(?:Run|RunOnce)\b/i,
  />>?[ \t]*~?[^\s>]{0,300}\/\.ssh\/authorized_keys/,
];

export const PER_001: Rule = {
  id: 'PER-001',
  title: 'Makes itself start again',
  severity: 'critical',
  what: 'Writes to cron, systemd, launch agents, autostart folders, the Run key or authorized_keys, or starts the command that does; medium where a command of a tool does it, or a function that somebody must call.',
  why: 'A plugin that outlives its removal is not a plugin.',
  incident: 'warbeast2000 and kodiak2k 2024 (SSH keys), mini Shai-Hulud 2026',
  fix: 'Leave services to the operator; a process manager that does this on purpose can be allowed by name, version and sha256.',
  *checkProgram(analysis, file) {
    for (const { path, node } of writtenPaths(analysis)) {
      if (PLACES.some((place) => place.test(path)))
        yield {
          offset: offsetOf(node),
          message: `writes ${quote(path)}`,
          ...severityAsked(analysis, file, node),
        };
    }
  },
  *checkCommand(command) {
    for (const pattern of COMMANDS) {
      const found = pattern.exec(command.text);
      if (found === null) continue;
      yield {
        offset: found.index,
        message: `makes itself start again: ${quote(found[0])}`,
        ...severityIn(command),
      };
    }
  },
};
