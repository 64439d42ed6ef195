import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileMember } from '@ragnos-vault/archive';
import { z } from 'zod';

const content = z.union([z.array(z.string()), z.strictObject({ base64: z.string() })]);
const sample = z.object({ files: z.record(z.string(), content), verdict: z.literal('pass').optional() });

export interface Sample {
  readonly name: string;
  readonly files: readonly FileMember[];
  /** The default policy only reports it. */
  readonly isOnlyReported: boolean;
}

const VECTORS = join(import.meta.dirname, '..', '..', 'vectors');

/** The samples of one folder of `vectors/`, as plugins. */
export function parseSamples(folder: string): readonly Sample[] {
  const names = readdirSync(join(VECTORS, folder)).filter((name) => name.endsWith('.json'));
  return names.toSorted().map((name) => {
    const { files, verdict } = sample.parse(JSON.parse(readFileSync(join(VECTORS, folder, name), 'utf8')));
    const members = Object.entries(files).map(([path, given]) => toMember(path, given));
    return { name, files: members, isOnlyReported: verdict === 'pass' };
  });
}

/** The texts of one folder, each as a plugin of that one file: `what--path`, with `+` for a slash. */
export function parseTexts(folder: string): readonly Sample[] {
  return readdirSync(join(VECTORS, folder))
    .toSorted()
    .map((name) => {
      const path = name.slice(name.indexOf('--') + 2).replaceAll('+', '/');
      const text = readFileSync(join(VECTORS, folder, name), 'utf8');
      const files = [
        toMember('package.json', ['{"name":"sample","version":"1.0.0"}']),
        toMember(path, [text]),
      ];
      return { name, files, isOnlyReported: false };
    });
}

function toMember(path: string, given: z.infer<typeof content>): FileMember {
  const bytes = Array.isArray(given) ? Buffer.from(given.join('\n')) : Buffer.from(given.base64, 'base64');
  return { path, mode: 0o644, content: new Uint8Array(bytes) };
}
