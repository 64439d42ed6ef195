import { sha256Hex } from '@ragnos-vault/crypto';
import type { Finding, WaivedBy, WaiverUse } from '../finding.ts';
import type { ScanInput } from '../scan.ts';
import type { Level } from './levels.ts';
import type { ArchiveName, Waiver } from './policy.ts';

/** How long a waiver may hold from now on. */
export const MAX_WAIVER_DAYS = 180;
const DAY = 86_400_000;

/** What a level of the policy says for findings of one plugin. */
export interface Excuse {
  /** Of the level that gives it, counted from the outermost. */
  readonly level: number;
  readonly covers: (finding: Finding) => boolean;
  readonly waivedBy: WaivedBy;
  readonly waiver?: Waiver;
}

/** Rules that an accepted install script sets off by being there. */
const SCRIPT_RULES = ['MAN-001', 'MAN-002'];

/** The waivers of all levels that may be about this plugin, expired ones too, and what else excuses single findings. */
export function excusesOf(levels: readonly Level[], input: ScanInput): readonly Excuse[] {
  const hashOf = fileHashes(input);
  return levels.flatMap(({ policy }, level) => [
    ...policy.waivers.map((waiver): Excuse => {
      const { reason, approvedBy, expires } = waiver;
      return {
        level,
        waiver,
        waivedBy: { by: 'waiver', reason, approvedBy, expires },
        covers: (finding) => isAbout(waiver, finding) && isSameContent(waiver, finding, { input, hashOf }),
      };
    }),
    ...(policy.installScripts.some((entry) => isArchive(entry, input))
      ? [{ level, waivedBy: { by: 'installScripts' } as const, covers: isScriptFinding }]
      : []),
  ]);
}

export function isArchive(entry: ArchiveName, { name, version, sha256 }: ScanInput): boolean {
  return entry.name === name && entry.version === version && entry.sha256 === sha256;
}

/** Whether a waiver counts at this moment; one that would count for longer than allowed does not. */
export function isInForce({ expires }: Pick<Waiver, 'expires'>, now: Date): boolean {
  const lastDay = Date.parse(expires);
  return now.getTime() < lastDay + DAY && !isTooFar(expires, now);
}

export function isTooFar(expires: string, now: Date): boolean {
  return !(Date.parse(expires) - now.getTime() <= MAX_WAIVER_DAYS * DAY);
}

/** What became of the waivers that are about this very plugin. */
export function waiverUses(
  excuses: readonly Excuse[],
  input: ScanInput,
  { seen, used }: { readonly seen: readonly Finding[]; readonly used: ReadonlySet<Excuse> },
): readonly WaiverUse[] {
  const hashOf = fileHashes(input);
  return excuses.flatMap((excuse) => {
    const { waiver } = excuse;
    if (waiver === undefined || !isAboutPlugin(waiver, { input, hashOf })) return [];
    const { rule, path, reason, approvedBy, expires } = waiver;
    const isExpired = !isInForce(waiver, input.now);
    const isOverruled = seen.some((finding) => excuse.covers(finding));
    const state = isExpired ? 'expired' : used.has(excuse) ? 'used' : isOverruled ? 'overruled' : 'unused';
    return [{ rule, path, reason, approvedBy, expires, state }];
  });
}

interface Content {
  readonly input: ScanInput;
  readonly hashOf: (path: string) => string | undefined;
}

function isAbout(waiver: Waiver, { rule, path }: Finding): boolean {
  return waiver.rule === rule && waiver.path === path;
}

/** Every file that the finding came through is the one that was approved. */
function isSameContent({ sha256, files }: Waiver, finding: Finding, { input, hashOf }: Content): boolean {
  if (sha256 !== undefined) return sha256 === input.sha256;
  const trace = [finding.path, ...(finding.flow ?? []).map(({ path }) => path)];
  return trace.every((path) => files?.has(path) === true && files.get(path) === hashOf(path));
}

function isAboutPlugin({ sha256, files = new Map() }: Waiver, { input, hashOf }: Content): boolean {
  return sha256 === input.sha256 || [...files].some(([path, hash]) => hashOf(path) === hash);
}

function isScriptFinding({ rule }: Finding): boolean {
  return SCRIPT_RULES.includes(rule);
}

function fileHashes({ files }: ScanInput): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path)) known.set(path, hashAt(path, files));
    return known.get(path);
  };
}

/** No hash where the path is no file, or more than one. */
function hashAt(path: string, files: ScanInput['files']): string | undefined {
  const [file, ...others] = files.filter((each) => each.path === path);
  return file === undefined || others.length > 0 ? undefined : sha256Hex(file.content);
}
