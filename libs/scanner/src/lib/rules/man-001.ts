import { quote } from '../display-text.ts';
import { INSTALL_SCRIPTS } from '../plugin/commands.ts';
import type { Rule } from '../rule.ts';

/** The other scripts npm runs by itself, but not when a package is installed from an archive. */
const DEVELOPMENT_SCRIPTS = new Set(['prepare', 'prepublish', 'preprepare', 'postprepare', 'dependencies']);

export const MAN_001: Rule = {
  id: 'MAN-001',
  title: 'Lifecycle script',
  severity: 'high',
  what: 'package.json, or that of a bundled dependency, has a script that npm runs by itself: `preinstall` (critical), `install`, `postinstall` (high), `prepare` and its like (low, because they do not run for an archive).',
  why: 'It runs with the rights of whoever installs, before anybody has called the plugin.',
  incident: 'eslint-scope 2018, ua-parser-js 2021, Shai-Hulud 2025',
  fix: 'Do at first use what the script does at install, or ship the result. This product never runs such a script by itself; a policy may allow the archive by name, version and sha256.',
  *checkPlugin({ scripts }) {
    for (const { script, text, path, offset } of scripts) {
      const message = `script ${quote(script)} runs at install: ${quote(text)}`;
      if (script === 'preinstall') yield { path, offset, message, severity: 'critical' };
      else if (INSTALL_SCRIPTS.has(script)) yield { path, offset, message };
      else if (DEVELOPMENT_SCRIPTS.has(script)) {
        yield {
          path,
          offset,
          severity: 'low',
          message: `script ${quote(script)} runs in development: ${quote(text)}`,
        };
      }
    }
  },
};
