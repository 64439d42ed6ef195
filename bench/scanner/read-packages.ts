// Reads the JavaScript of packages as one contestant does, and prints what each package cost, as a line of JSON:
// `read-packages.ts ours|meriyah|js-x-ray ARCHIVE...`. Unpacking is left out of the clock.
import { readFile } from 'node:fs/promises';
import { AstAnalyser } from '@nodesecure/js-x-ray';
import { collectFiles, DEFAULT_LIMITS, parsePluginManifest, type FileMember } from '@ragnos-vault/archive';
import { sha256Hex } from '@ragnos-vault/crypto';
import { oneChunk } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY, scan } from '@ragnos-vault/scanner';
import { parse } from 'meriyah';
import { measure } from '../measure.ts';
import type { PackageCost } from './parse-costs.ts';

type Read = (files: readonly FileMember[], archive: Uint8Array) => Promise<void> | void;

/** A package counts by the sources that all contestants read. */
const SOURCE = /\.[cm]?js$/;

const CONTESTANTS: ReadonlyMap<string, Read> = new Map([
  ['ours', scanAll],
  ['meriyah', parseAll],
  ['js-x-ray', analyseAll],
]);

const [name = '', ...archives] = process.argv.slice(2);
const read = CONTESTANTS.get(name);
if (read === undefined) throw new Error(`no contestant is called: ${name}`);
for (const path of archives) {
  const archive = await readFile(path);
  const { files } = await collectFiles(oneChunk(archive), DEFAULT_LIMITS);
  const { cpuSeconds = NaN, seconds } = await measure(async () => read(files, archive));
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  const javascript = sourcesOf(files).reduce((sum, { content }) => sum + content.length, 0);
  const cost: PackageCost = { path, cpuSeconds, seconds, bytes, javascript };
  process.stdout.write(`${JSON.stringify(cost)}\n`);
}

function sourcesOf(files: readonly FileMember[]): readonly FileMember[] {
  return files.filter(({ path }) => SOURCE.test(path));
}

function scanAll(files: readonly FileMember[], archive: Uint8Array): void {
  const { name: plugin, version } = parsePluginManifest(files);
  scan({ files, name: plugin, version, sha256: sha256Hex(archive), now: new Date() }, DEFAULT_POLICY);
}

/** The least that any scanner of syntax must do. */
function parseAll(files: readonly FileMember[]): void {
  for (const { content } of sourcesOf(files)) {
    const text = Buffer.from(content).toString();
    for (const sourceType of ['module', 'script'] as const) {
      try {
        parse(text, { sourceType, next: true, webcompat: true, ranges: true, validateRegex: false });
        break;
      } catch {
        // What it cannot read as one goal it may read as the other; what it cannot read at all costs it no more.
      }
    }
  }
}

function analyseAll(files: readonly FileMember[]): void {
  for (const { content } of sourcesOf(files)) {
    try {
      new AstAnalyser().analyse(Buffer.from(content).toString());
    } catch {
      // It throws where it cannot parse.
    }
  }
}
