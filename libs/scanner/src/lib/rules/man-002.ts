import { quote } from '../display-text.ts';
import { inlineCodeOf } from '../plugin/inline-code.ts';
import { extensionOf } from '../plugin/file-kind.ts';
import { reachesOut } from '../shell/build-programs.ts';
import { FETCHERS, programOf, SHELLS } from '../shell/programs.ts';
import { readPipelines, type Words } from '../shell/statements.ts';
import type { Rule } from '../rule.ts';

const BOOTSTRAPS = new Set([
  'bun',
  'bunx',
  'deno',
  'python',
  'python2',
  'python3',
  'perl',
  'ruby',
  'php',
  'osascript',
  'mshta',
  'wscript',
  'cscript',
  'rundll32',
  'regsvr32',
]);
const RUNTIMES = new Set(['node', 'nodejs']);
const SOURCE = new Set(['', 'js', 'cjs', 'mjs', 'ts', 'cts', 'mts', 'node']);

export const MAN_002: Rule = {
  id: 'MAN-002',
  title: 'Lifecycle script that runs more than a JavaScript file',
  severity: 'critical',
  what: 'A script that runs at install holds code of its own (`node -e`; medium where that does no more than look, or load a file of the plugin), starts a fetcher (`curl`), a shell or another runtime, or hands Node.js a file that is not named as JavaScript.',
  why: 'Each of these is a way to keep the payload out of the files that people and tools read.',
  incident:
    'coa and rc 2021 (`start /B node compile.js & node compile.js`), depe-tool (`node preinstall.json`), Shai-Hulud 2.0 (bun)',
  fix: 'Ship what the script makes or fetches; name code as code.',
  *checkCommand({ runs, text, path }) {
    if (runs !== 'install' || !path.endsWith('package.json')) return;
    for (const code of inlineCodeOf(text)) {
      const message = `runs at install: inline code ${quote(code)}`;
      yield { message, ...(reachesOut(code) ? {} : { severity: 'medium' }) };
    }
    for (const reason of reasonsIn(text)) yield { message: `runs at install: ${reason}` };
  },
};

function reasonsIn(command: string): readonly string[] {
  const programs = readPipelines(command).flatMap(({ stages }) =>
    stages.flatMap((words) => reasonsOf(words)),
  );
  return [...new Set(programs)];
}

function reasonsOf(words: Words): readonly string[] {
  const { program, args } = programOf(words);
  if (FETCHERS.has(program)) return [`the fetcher ${quote(program)}`];
  if (SHELLS.has(program)) return [`the shell ${quote(program)}`];
  if (BOOTSTRAPS.has(program)) return [`the runtime ${quote(program)}`];
  if (!RUNTIMES.has(program)) return [];
  const file = args.find((word) => !word.startsWith('-'));
  const isInline = inlineCodeOf(words.join(' ')).length > 0;
  if (file === undefined || isInline || SOURCE.has(extensionOf(file))) return [];
  return [`${quote(file)}, which is not named as JavaScript`];
}
