import { VaultError } from '@ragnos-vault/errors';
import { z } from 'zod';
import type { BadPackage, BadRange, KnownBad, KnownBadRecord } from './known-bad.ts';

const event = z.looseObject({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});
const range = z.looseObject({ type: z.string(), events: z.array(event).min(1) });
const affected = z.looseObject({
  package: z.looseObject({ ecosystem: z.string().min(1), name: z.string().min(1) }),
  versions: z.array(z.string()).optional(),
  ranges: z.array(range).optional(),
  database_specific: z.unknown().optional(),
});
const record = z.looseObject({
  id: z.string().min(1),
  withdrawn: z.string().optional(),
  affected: z.array(affected).min(1),
  database_specific: z.unknown().optional(),
});
const records = z.array(record);

type OsvRecord = z.infer<typeof record>;
type OsvAffected = z.infer<typeof affected>;

/** How deep the part that each database fills as it likes is searched. */
const MAX_DEPTH = 8;
const SHA256 = /^[0-9a-f]{64}$/i;
const DOMAIN = /^(?:[a-z0-9_-]+\.)+[a-z0-9-]{2,}$/;

/**
 * Reads one OSV record, or an array of them. Keys it does not know are passed over, as OSV asks; what it needs must be
 * there and well formed, for a list that is read in part protects in part. Records that were withdrawn, and packages of
 * other ecosystems than npm, are left out.
 *
 * @throws ERR_KNOWN_BAD_INVALID naming the file.
 */
export function parseOsv(text: string, file: string): KnownBad {
  const json = readJson(text, file);
  const parsed = records.safeParse(Array.isArray(json) ? json : [json]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    throw invalid(file, `${where === '' ? 'the record' : where}: ${issue?.message ?? ''}`, parsed.error);
  }
  return parsed.data.filter(({ withdrawn }) => withdrawn === undefined).map(toRecord);
}

function readJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw invalid(file, 'it is not JSON', cause);
  }
}

function invalid(file: string, reason: string, cause: unknown): VaultError {
  return new VaultError('ERR_KNOWN_BAD_INVALID', `${file} is no list of OSV records: ${reason}`, {
    facts: { file },
    cause,
  });
}

function toRecord({ id, affected: packages, database_specific }: OsvRecord): KnownBadRecord {
  const details = [database_specific, ...packages.map((each) => each.database_specific)].flatMap((value) =>
    leavesOf(value, '', 0),
  );
  return {
    id,
    packages: packages.filter(isNpm).map(toPackage),
    sha256: unique(details.filter(isHash).map(({ value }) => value.toLowerCase())),
    domains: unique(details.filter(({ key }) => /domain|host|url/i.test(key)).flatMap(hostIn)),
  };
}

function isNpm({ package: { ecosystem } }: OsvAffected): boolean {
  return ecosystem === 'npm' || ecosystem.startsWith('npm:');
}

function toPackage({ package: { name }, versions = [], ranges = [] }: OsvAffected): BadPackage {
  const ordered = ranges.filter(({ type }) => type !== 'GIT');
  const spans = ordered.flatMap(({ events }) => spansOf(events));
  // No version at all means every version: the name is the harm.
  const isAll = versions.length === 0 && ranges.length === 0;
  return { name, versions, ranges: isAll ? [{ introduced: '0' }] : spans };
}

/** Each `introduced` opens a span; the next `fixed` or `last_affected` closes it. */
function spansOf(events: readonly z.infer<typeof event>[]): readonly BadRange[] {
  const spans: BadRange[] = [];
  for (const { introduced, fixed, last_affected: lastAffected } of events) {
    if (introduced !== undefined) spans.push({ introduced });
    const open = spans.pop();
    if (open === undefined) continue;
    spans.push({
      ...open,
      ...(fixed === undefined ? {} : { fixed }),
      ...(lastAffected === undefined ? {} : { lastAffected }),
    });
  }
  return spans;
}

interface Leaf {
  readonly key: string;
  readonly value: string;
}

/** The strings below a value, each with the nearest key above it. */
function leavesOf(value: unknown, key: string, depth: number): readonly Leaf[] {
  if (typeof value === 'string') return [{ key, value }];
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, key, depth + 1));
  return Object.entries(value).flatMap(([name, child]) => leavesOf(child, name, depth + 1));
}

function isHash({ key, value }: Leaf): boolean {
  return /sha-?256|hash/i.test(key) && SHA256.test(value);
}

function hostIn({ value }: Leaf): readonly string[] {
  const bare = value
    .toLowerCase()
    .replaceAll('[.]', '.')
    .replace(/^h(?:tt|xx)ps?:\/\//, '');
  const host = bare.split(/[/:?#]/)[0] ?? '';
  return DOMAIN.test(host) ? [host] : [];
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
