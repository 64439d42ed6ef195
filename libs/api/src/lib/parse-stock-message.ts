import type { WalkFailure } from '@ragnos-vault/publisher';

/** What a stock walk is told when it starts. */
export interface StockTask {
  /** Holds root.json, and what else the client knows. */
  readonly metadataDir: string;
  readonly targetDir: string;
  /** RFC 3339. */
  readonly now: string;
  readonly paths: readonly string[];
}

/** The walk asks for a file of the repository, or is done. */
export type StockRequest =
  | { readonly type: 'get'; readonly id: number; readonly path: string }
  | { readonly type: 'done'; readonly failures: readonly WalkFailure[] };

/** A file; without bytes it is not there, with an error it could not be read. */
export interface StockAnswer {
  readonly id: number;
  readonly bytes?: Uint8Array;
  readonly error?: string;
}

// Both ends are ours and of one version: the thread between them carries no types.

export function parseStockTask(data: unknown): StockTask {
  return data as StockTask;
}

export function parseStockRequest(data: unknown): StockRequest {
  return data as StockRequest;
}

export function parseStockAnswer(data: unknown): StockAnswer {
  return data as StockAnswer;
}
