import type { OnScan } from '@ragnos-vault/api';
import { MAX_SARIF_RUNS, toSarif, toSbom } from '@ragnos-vault/scanner';
import type { ScanReport, Tool } from '@ragnos-vault/scanner';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What was scanned so far, refused or not. */
export interface ScanRecord {
  readonly onScan: OnScan;
  readonly reports: () => readonly ScanReport[];
  /** Bills of materials, by plugin and version. */
  readonly bills: () => ReadonlyMap<string, string>;
}

export function recordScans(tool: Tool, wantsBills: boolean): ScanRecord {
  const found = new Map<string, ScanReport>();
  const bills = new Map<string, string>();
  return {
    onScan: (plugin, report) => {
      const id = `${report.name}@${report.version}`;
      found.set(id, report);
      if (wantsBills) bills.set(id, toSbom(plugin, tool));
    },
    // Several are scanned at once, and end in any order.
    reports: () => [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, report]) => report),
    bills: () => bills,
  };
}

/** Writes one SARIF file of all reports; `roots` says where each plugin is in the workspace. */
export async function saveSarif(
  file: string,
  reports: readonly ScanReport[],
  { roots, tool }: { readonly roots: ReadonlyMap<string, string>; readonly tool: Tool },
): Promise<void> {
  const runs = reports.slice(0, MAX_SARIF_RUNS).map((report) => {
    const root = roots.get(`${report.name}@${report.version}`);
    return { report, ...(root !== undefined && { root }) };
  });
  await save(file, `${JSON.stringify(toSarif(runs, tool), undefined, 2)}\n`);
}

/** Writes each bill into a folder, and returns the files in the order of their names. */
export async function saveBills(dir: string, bills: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [id, text] of [...bills].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = join(dir, `${id.replace(/^@/, '').replaceAll('/', '-')}.cdx.json`);
    await save(file, text);
    files.push(file);
  }
  return files;
}

async function save(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
