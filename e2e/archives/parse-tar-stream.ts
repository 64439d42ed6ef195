import { createRequire } from 'node:module';

interface Content {
  readonly on: ((event: 'data', take: (piece: Buffer) => void) => void) &
    ((event: 'end' | 'error', take: (error?: unknown) => void) => void);
  readonly resume: () => void;
}

/** As much of tar-stream, which has no types, as is used here. */
export interface Extractor {
  readonly on: ((
    event: 'entry',
    take: (
      header: { readonly name: string; readonly type: string },
      stream: Content,
      next: (error?: unknown) => void,
    ) => void,
  ) => void) &
    ((event: 'finish' | 'error', take: (error?: unknown) => void) => void);
  readonly end: (bytes: Uint8Array) => void;
}

/** It reads Unix V7 only where it is told to. */
export function extractor(): Extractor {
  const library = createRequire(import.meta.url)('tar-stream') as {
    readonly extract: (options: { readonly allowUnknownFormat: boolean }) => Extractor;
  };
  return library.extract({ allowUnknownFormat: true });
}
