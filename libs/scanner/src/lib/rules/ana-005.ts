import { quote } from '../display-text.ts';
import { extensionOf } from '../plugin/file-kind.ts';
import { programOf } from '../shell/programs.ts';
import { readPipelines, type Words } from '../shell/statements.ts';
import type { Rule } from '../rule.ts';

const INTERPRETERS = /^(?:python[\d.]*|pypy3?|py|perl|ruby|php|lua|tclsh|osascript|wscript|cscript|java)$/;
const SOURCES = new Set([
  'py',
  'pyc',
  'pyz',
  'pl',
  'rb',
  'php',
  'lua',
  'tcl',
  'scpt',
  'vbs',
  'wsf',
  'jse',
  'jar',
]);
const CODE = /^(?:-c|-e|-r|--eval)$/;

export const ANA_005: Rule = {
  id: 'ANA-005',
  title: 'Code that runs and was not read',
  severity: 'medium',
  what: 'A script that runs at install, or code of the plugin, starts a file or a piece of code in a language that is not analysed (Python, Perl, Ruby, PHP, VBScript, Java ...). At install it is high.',
  why: 'Nothing is known of what it does.',
  incident: 'Packages whose JavaScript does nothing but start a Python stealer that they carry',
  fix: 'Write it in JavaScript, or have somebody read it.',
  *checkCommand({ text, runs }) {
    if (runs === 'manual') return;
    for (const { stages, offset } of readPipelines(text)) {
      for (const words of stages) {
        const what = unreadIn(words);
        if (what === undefined) continue;
        const severity = runs === 'install' ? 'high' : 'medium';
        yield { offset, severity, message: `starts ${what}, which was not read` };
      }
    }
  },
};

/** The file or code that an interpreter is given, or a file that is started by its own name. */
function unreadIn(words: Words): string | undefined {
  const { program, args } = programOf(words);
  const [first = ''] = words;
  if (!INTERPRETERS.test(program)) return isSource(first) ? quote(first) : undefined;
  if (args.some((word) => CODE.test(word))) return `code for ${quote(program)}`;
  const file = args.find(isSource);
  return file === undefined ? undefined : quote(file);
}

function isSource(word: string): boolean {
  return SOURCES.has(extensionOf(word));
}
