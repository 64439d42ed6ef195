import { extensionOf } from '../plugin/file-kind.ts';
import type { Plugin, PluginFile } from '../plugin/plugin.ts';
import { isDense, isEncrypted } from '../release/text-shape.ts';
import type { Rule } from '../rule.ts';

/** What is compressed by its nature, and says so. */
const COMPRESSED = new Set([
  'br',
  'zst',
  'lz4',
  'lzma',
  'map',
  'lock',
  'svg',
  'html',
  'css',
  'ttf',
  'eot',
  'ico',
  'bmp',
]);
/** What turns bytes into something that runs. */
const RUNS =
  /\b(?:eval|Function|vm|_compile|dlopen|createDecipher(?:iv)?|child_process|execFile|execSync|spawn|spawnSync|chmod|chmodSync)\b/;
const READS =
  /\b(?:readFile|readFileSync|createReadStream|openSync|copyFile|copyFileSync|require\.resolve)\b/;
const FILE_NAME = /[\w@.-]+/g;

export const CNT_004: Rule = {
  id: 'CNT-004',
  title: 'Blob that nothing can be told about',
  severity: 'high',
  what: 'A file of no known format is as random as what is encrypted or encoded, and a source that decrypts, evaluates or starts something reads a file of its name. Without such a source it is low.',
  why: 'A payload that is kept in test data is read by nobody but the few lines which unpack it.',
  incident: 'flatmap-stream 2018 (test/data.js), xz 2024 (tests/files)',
  fix: 'Ship data in a format that tells what it is, and code as code.',
  *checkPlugin(plugin) {
    const blobs = plugin.files.filter(isBlob);
    if (blobs.length === 0) return;
    const loaders = loadersByName(plugin);
    for (const { path } of blobs) {
      const loader = loaders.get(path.slice(path.lastIndexOf('/') + 1));
      if (loader === undefined) yield { path, message: 'is a blob of no known format', severity: 'low' };
      else yield { path, message: `is a blob of no known format, and ${loader} reads it to run something` };
    }
  },
};

function isBlob(file: PluginFile): boolean {
  if (file.magic !== undefined || COMPRESSED.has(extensionOf(file.path))) return false;
  if (file.kind === 'binary') return isEncrypted(file);
  return (file.kind === 'text' || file.kind === 'json') && isDense(file);
}

/** Every word that can be the name of a file, in sources that read files and run things, with the first such source. */
function loadersByName({ files }: Plugin): ReadonlyMap<string, string> {
  const loaders = new Map<string, string>();
  for (const { kind, text, path } of files) {
    if (kind !== 'javascript' && kind !== 'typescript') continue;
    const source = text();
    if (!RUNS.test(source) || !READS.test(source)) continue;
    for (const [word] of source.matchAll(FILE_NAME)) if (!loaders.has(word)) loaders.set(word, path);
  }
  return loaders;
}
