import type { CorpusPackage } from './fetch.ts';
import { mapParallel } from './map-parallel.ts';
import { parseScanReport, type ScanReport } from './parse-reports.ts';
import type { Site } from './site.ts';
import { runVault } from './vault-command.ts';

/** A package, and what the scanner says of it without a policy. */
export interface ScannedPackage extends CorpusPackage {
  readonly report: ScanReport;
  readonly scanMs: number;
}

/** The corpus, split by what the scanner lets through. */
export interface ScannedCorpus {
  readonly passing: readonly ScannedPackage[];
  readonly stopped: readonly ScannedPackage[];
}

const WIDTH = 2;

/**
 * Runs `scan --json` on every package. One that cannot be read, or not be looked at to its end (which no policy waives),
 * is a failed check and goes no further.
 */
export async function scanCorpus(corpus: readonly CorpusPackage[], site: Site): Promise<ScannedCorpus> {
  const scanned: ScannedPackage[] = [];
  await mapParallel(corpus, WIDTH, async (item) => {
    await site.tally.check(`scan ${idOf(item)}`, async () => {
      const one = await scanPackage(item, site);
      scanned.push(one);
      return describe(one);
    });
  });
  const [passing = [], stopped = []] = [false, true].map((isStopped) =>
    scanned.filter(({ report }) => (report.verdict === 'block') === isStopped).sort(bySize),
  );
  return { passing, stopped };
}

async function scanPackage(item: CorpusPackage, site: Site): Promise<ScannedPackage> {
  const begun = performance.now();
  const { exitCode, stdout, stderr } = await runVault(['scan', item.archive, '--json'], site);
  const scanMs = performance.now() - begun;
  if (exitCode !== 0 && exitCode !== 1)
    throw new Error(`scan ended with ${exitCode}: ${stderr}${stdout.slice(0, 2_000)}`);
  const report = parseScanReport(stdout);
  if ((exitCode === 1) !== (report.verdict === 'block')) {
    throw new Error(`the verdict is ${report.verdict}, and the exit code ${exitCode}`);
  }
  const scanned = { ...item, report, scanMs };
  if (!report.complete) throw new Error(`the scan is incomplete: ${describe(scanned)}`);
  return scanned;
}

function describe({ report, scanMs }: ScannedPackage): string {
  const verdict = report.verdict === 'block' ? `stopped by ${stoppingRules(report)}` : report.verdict;
  return `${scanMs.toFixed(0)} ms ${verdict}, ${report.findings.length} findings`;
}

/** The rules that stop a package, each with its number of findings. */
export function stoppingRules({ findings }: ScanReport): string {
  const stopping = findings.filter(({ blocks }) => blocks);
  return [...Map.groupBy(stopping, ({ rule }) => rule)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, found]) => `${rule} x${found.length}`)
    .join(', ');
}

export function idOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name}@${version}`;
}

function bySize(a: ScannedPackage, b: ScannedPackage): number {
  return a.report.bytes - b.report.bytes;
}
