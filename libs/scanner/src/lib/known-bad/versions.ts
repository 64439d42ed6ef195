import type { BadPackage } from './known-bad.ts';

interface Version {
  readonly numbers: readonly [number, number, number];
  readonly pre: readonly string[];
}

const VERSION = /^[v=\s]*(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+\S*)?$/;
const PARTIAL = /^[v=\s]*(\d+|[xX*])?(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+\S*)?$/;

/** Whether a record says that this version is bad. */
export function isBadVersion({ versions, ranges }: BadPackage, version: string): boolean {
  if (versions.includes(version)) return true;
  return ranges.some(
    ({ introduced, fixed, lastAffected }) =>
      (introduced === '0' || compareVersions(version, introduced) >= 0) &&
      (fixed === undefined || compareVersions(version, fixed) < 0) &&
      (lastAffected === undefined || compareVersions(version, lastAffected) <= 0),
  );
}

/** Whether every version there is or will be is bad. */
export function isAllBad({ ranges }: BadPackage): boolean {
  return ranges.some(
    ({ introduced, fixed, lastAffected }) =>
      introduced === '0' && fixed === undefined && lastAffected === undefined,
  );
}

/** Whether a range of npm may come out as a bad version: those which the record and the range name are tried. */
export function mayBeBad(bad: BadPackage, range: string): boolean {
  const named = range.match(/\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?/g) ?? [];
  const bounds = bad.ranges.flatMap(({ introduced, lastAffected }) => [
    introduced,
    lastAffected ?? introduced,
  ]);
  return [...bad.versions, ...bounds, ...named].some(
    (version) => satisfies(version, range) && isBadVersion(bad, version),
  );
}

/** An exact version, as a manifest pins one; `undefined` for a range. */
export function exactVersion(range: string): string | undefined {
  const found = /^[v=\s]*(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)(?:\+\S*)?\s*$/.exec(range)?.[1];
  return found;
}

/** Compares as SemVer does; what is no version comes first. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [toVersion(a), toVersion(b)];
  if (left === undefined || right === undefined)
    return Number(left !== undefined) - Number(right !== undefined);
  for (const at of [0, 1, 2] as const) {
    if (left.numbers[at] !== right.numbers[at]) return left.numbers[at] - right.numbers[at];
  }
  return comparePre(left.pre, right.pre);
}

function toVersion(text: string): Version | undefined {
  const found = VERSION.exec(text);
  if (found === null) return undefined;
  const [, major, minor, patch, pre] = found;
  return { numbers: [Number(major), Number(minor ?? 0), Number(patch ?? 0)], pre: pre?.split('.') ?? [] };
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined) return 1;
    if (left === right) continue;
    const [x, y] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (x && y) return Number(left) - Number(right);
    if (x !== y) return x ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** Whether npm could choose `version` for `range`. What is no range of versions, such as a tag, may be anything. */
function satisfies(version: string, range: string): boolean {
  return range.split('||').some((part) => {
    const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(part);
    const text = hyphen === null ? part : `>=${hyphen[1] ?? ''} <=${hyphen[2] ?? ''}`;
    const comparators = text
      .replace(/([<>=^~]+)\s+/g, '$1')
      .trim()
      .split(/\s+/);
    return comparators.every((comparator) => isWithin(version, comparator));
  });
}

function isWithin(version: string, comparator: string): boolean {
  const found = /^([<>]=?|=|\^|~>?)?(.*)$/.exec(comparator);
  const [, operator = '', text = ''] = found ?? [];
  const parts = PARTIAL.exec(text);
  if (parts === null) return true;
  const [major, minor, patch] = parts.slice(1, 4).map(numberOf);
  if (major === undefined) return true;
  const low = `${major}.${minor ?? 0}.${patch ?? 0}${parts[4] === undefined ? '' : `-${parts[4]}`}`;
  const isAbove = compareVersions(version, low) >= 0;
  if (operator === '>=') return isAbove;
  if (operator === '<') return !isAbove;
  const end = endOf(operator, [major, minor, patch]);
  const isBelowEnd = compareVersions(version, end) < 0;
  if (operator === '>')
    return isAbove && (minor === undefined || patch === undefined ? !isBelowEnd : version !== low);
  if (operator === '<=') return isBelowEnd || compareVersions(version, low) <= 0;
  if (patch !== undefined && (operator === '' || operator === '='))
    return compareVersions(version, low) === 0;
  return isAbove && isBelowEnd;
}

/** `undefined` for what is left open: nothing, `x` or `*`. */
function numberOf(part: string | undefined): number | undefined {
  return part === undefined || /[xX*]/.test(part) ? undefined : Number(part);
}

/** The first version that is out of reach again. */
function endOf(
  operator: string,
  [major, minor, patch]: readonly [number, number | undefined, number | undefined],
): string {
  if (minor === undefined) return `${major + 1}.0.0-0`;
  if (operator !== '^')
    return patch === undefined || operator.startsWith('~')
      ? `${major}.${minor + 1}.0-0`
      : `${major}.${minor}.${patch}`;
  if (major > 0) return `${major + 1}.0.0-0`;
  return minor > 0 || patch === undefined ? `0.${minor + 1}.0-0` : `0.0.${patch + 1}-0`;
}
