import { actionsOf } from '../javascript/actions.ts';
import { extensionOf } from '../plugin/file-kind.ts';
import { encodedPrograms, hasCodeBehind } from '../plugin/hidden-content.ts';
import type { Magic } from '../plugin/magic.ts';
import type { PluginFile } from '../plugin/plugin.ts';
import type { Hit, Rule } from '../rule.ts';

const IMAGES = new Set(['png', 'jpg', 'jpeg', 'gif', 'webp', 'ico', 'bmp', 'avif']);
const FONTS = new Set(['woff', 'woff2', 'ttf', 'otf', 'eot']);
const MEDIA = new Set(['mp3', 'mp4', 'wav', 'ogg', 'webm', 'flac']);
const TEXTS = new Set([
  'json',
  'txt',
  'md',
  'markdown',
  'csv',
  'yml',
  'yaml',
  'xml',
  'svg',
  'html',
  'css',
  'scss',
  'less',
  'map',
  'license',
  'lock',
  'log',
  'js',
  'mjs',
  'cjs',
  'ts',
  'mts',
  'cts',
  'd',
]);
/** Extensions under which nobody expects code. */
const DATA = new Set([
  ...IMAGES,
  ...FONTS,
  ...MEDIA,
  'json',
  'txt',
  'md',
  'csv',
  'yml',
  'yaml',
  'xml',
  'svg',
  'css',
  'map',
  'pdf',
  'dat',
  'bin',
  'log',
  'lock',
]);
const SCRIPT_SHEBANG = /^#!\s*\/\S*\/(?:env\s+)?(?:\S*sh|node|python\d?|perl|ruby|php)\b/;
/** What code that does anything refers to. */
const CAPABLE =
  /^(?:require|import|eval|Function|process\b|child_process\b|fetch|atob|fs\b|https?\b|net\b|vm\b|Module\b|Buffer\b)/;

export const CNT_002: Rule = {
  id: 'CNT-002',
  title: 'Content that is not what the name says',
  severity: 'high',
  what: 'A file with the extension of data, a picture or a font holds JavaScript, a script or a native program; a text file holds a binary, plain or in base64; or code stands behind the end of a picture.',
  why: 'Tools and people pass over data files; code that hides there is meant to be passed over.',
  incident: 'depe-tool preinstall.json, IronWorm 2026',
  fix: 'Name the file by what it holds.',
  *checkFile(file) {
    yield* binaryInDisguise(file);
    if (hasCodeBehind(file))
      yield { offset: 0, message: `is ${file.magic?.name ?? ''} with code behind its end` };
    if (file.kind !== 'binary')
      for (const { magic, offset } of encodedPrograms(file.text()))
        yield { offset, message: `holds a program (${magic.name}) in base64` };
    const extension = extensionOf(file.path);
    const isData =
      IMAGES.has(extension) || FONTS.has(extension) || MEDIA.has(extension) || isPlainData(extension);
    if (isData && SCRIPT_SHEBANG.test(new TextDecoder('latin1').decode(file.content.subarray(0, 80)))) {
      yield { offset: 0, message: `has the extension .${extension}, but starts as a script` };
    }
  },
  *checkProgram(analysis, { path, kind }) {
    const extension = extensionOf(path);
    if (kind === 'javascript' || kind === 'typescript' || !DATA.has(extension)) return;
    if (path.endsWith('package.json')) return;
    const { calls } = actionsOf(analysis);
    const does = calls.some(({ names }) => names.some((name) => CAPABLE.test(name)));
    if (does || analysis.program.imports.length > 0) {
      yield { offset: 0, message: `has the extension .${extension}, but holds JavaScript` };
    }
  },
};

function isPlainData(extension: string): boolean {
  return ['json', 'txt', 'csv', 'yml', 'yaml', 'xml', 'svg', 'css'].includes(extension);
}

function* binaryInDisguise({ path, magic }: PluginFile): Iterable<Hit> {
  if (magic === undefined) return;
  const extension = extensionOf(path);
  const says = expectedFamily(extension);
  if (says === undefined || says === magic.family) return;
  const isDangerous = magic.family === 'native' || magic.family === 'wasm' || magic.family === 'archive';
  if (!isDangerous && says !== 'text') return;
  yield {
    offset: 0,
    message: `has the extension .${extension}, but is ${magic.name}`,
    ...(isDangerous ? {} : { severity: 'medium' }),
  };
}

function expectedFamily(extension: string): Magic['family'] | 'text' | undefined {
  if (IMAGES.has(extension)) return 'image';
  if (FONTS.has(extension)) return 'font';
  if (MEDIA.has(extension)) return 'media';
  return TEXTS.has(extension) ? 'text' : undefined;
}
