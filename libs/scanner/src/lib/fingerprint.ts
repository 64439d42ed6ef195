import { sha256Hex } from '@ragnos-vault/crypto';
import { lineStarts } from './line-index.ts';
import type { Finding, ReportedFinding } from './finding.ts';
import type { Plugin, PluginFile } from './plugin/plugin.ts';

/** Characters of code, white space left out, that name a place: enough to tell it from others, too few for a bundle. */
const CONTEXT_LENGTH = 100;

/**
 * Gives each finding what finds it again. Lines above it may come and go, and numbers in its message may change; where
 * several findings look alike, they are counted in the order given.
 */
export function fingerprint(
  findings: readonly Finding[],
  plugin: Pick<Plugin, 'fileAt'>,
): readonly ReportedFinding[] {
  const starts = new Map<string, readonly number[]>();
  const digests = new Map<string, string>();
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const file = plugin.fileAt.get(finding.path);
    const lineHash = file && lineHashOf(finding, file, startsOf(file, starts));
    const base = baseOf(finding, lineHash);
    const nth = (seen.get(base) ?? 0) + 1;
    seen.set(base, nth);
    return {
      ...finding,
      ...(file && { sha256: digestOf(file, digests) }),
      ...(lineHash !== undefined && { lineHash }),
      fingerprint: `${base}:${nth}`,
    };
  });
}

function startsOf(file: PluginFile, known: Map<string, readonly number[]>): readonly number[] {
  const starts = known.get(file.path) ?? lineStarts(file.text());
  known.set(file.path, starts);
  return starts;
}

function digestOf(file: PluginFile, known: Map<string, string>): string {
  const digest = known.get(file.path) ?? sha256Hex(file.content);
  known.set(file.path, digest);
  return digest;
}

/** A file without line breaks may be one line of megabytes, so that the code counts from the column on. */
function lineHashOf(
  { line, column }: Finding,
  file: PluginFile,
  starts: readonly number[],
): string | undefined {
  const start = line === undefined ? undefined : starts[line - 1];
  if (start === undefined) return undefined;
  const from = start + (column ?? 1) - 1;
  const end = Math.min(starts[line ?? 1] ?? Infinity, from + 4 * CONTEXT_LENGTH);
  const code = file.text().slice(from, end);
  return shortHash(code.replaceAll(/\s+/g, '').slice(0, CONTEXT_LENGTH));
}

function baseOf({ rule, path, message }: Finding, lineHash: string | undefined): string {
  return shortHash(JSON.stringify([rule, path, message.replaceAll(/\d+/g, '#'), lineHash ?? '']));
}

function shortHash(text: string): string {
  return sha256Hex(new TextEncoder().encode(text)).slice(0, 32);
}
