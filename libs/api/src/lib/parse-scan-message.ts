import type { Policy, PreviousRelease, ScanInput, ScanReport, SummariseInput } from '@ragnos-vault/scanner';

/** What a scanning thread is asked. */
export type ScanTask =
  | { readonly type: 'scan'; readonly input: ScanInput; readonly policy: Policy }
  | { readonly type: 'summarise'; readonly input: SummariseInput };

export type ScanAnswer =
  | { readonly type: 'scan'; readonly report: ScanReport }
  | { readonly type: 'summarise'; readonly release: PreviousRelease };

// Both ends are ours and of one version: the thread between them carries no types.

export function parseScanTask(data: unknown): ScanTask {
  return data as ScanTask;
}

export function parseScanAnswer(data: unknown): ScanAnswer {
  return data as ScanAnswer;
}
