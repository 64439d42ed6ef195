import { createHash } from 'node:crypto';

export interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The files of an archive as `name size sha256`, sorted. */
export type List = readonly string[];

export function toList(files: readonly (readonly [name: string, content: Uint8Array])[]): List {
  return files
    .map(([name, content]) => {
      const digest = createHash('sha256').update(content).digest('hex');
      return `${name.replace(/^(?:\.\/)+/, '')} ${content.length} ${digest}`;
    })
    .toSorted();
}
