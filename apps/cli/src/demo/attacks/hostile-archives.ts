import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '@ragnos-vault/errors';
import { manifest } from '../world/plugin-sources.ts';
import { encodeTar } from './encode-tar.ts';

export interface HostileArchive {
  readonly name: string;
  readonly make: () => Uint8Array;
  readonly code: ErrorCode;
}

const OWN = { name: 'package/package.json', content: manifest('@mallory/hostile', '1.0.0') };

/** Archives that would do harm to whoever unpacks them, each in one way. They are only ever read. */
export const HOSTILE_ARCHIVES: readonly HostileArchive[] = [
  {
    name: 'a member that climbs out of its folder',
    make: () => gzipSync(encodeTar([OWN, { name: 'package/../../../../climbed-out.txt', content: 'out' }])),
    code: 'ERR_ARCHIVE_PATH',
  },
  {
    name: 'a symbolic link out of its folder',
    make: () =>
      gzipSync(encodeTar([OWN, { name: 'package/link', type: '2', linkName: '../../../../outside' }])),
    code: 'ERR_ARCHIVE_TYPE',
  },
  {
    name: 'two names that are one file elsewhere',
    make: () => gzipSync(encodeTar([OWN, { name: 'package/index.js' }, { name: 'package/INDEX.js' }])),
    code: 'ERR_ARCHIVE_COLLISION',
  },
  {
    name: 'a bomb, a thousand times its size',
    make: () =>
      gzipSync(encodeTar([OWN, { name: 'package/zeros.bin', content: '\0'.repeat(8 * 1024 * 1024) }])),
    code: 'ERR_ARCHIVE_LIMIT',
  },
  {
    name: 'a second archive behind the first',
    make: () =>
      Buffer.concat([
        gzipSync(encodeTar([OWN])),
        gzipSync(encodeTar([{ name: 'package/hidden.js', content: 'export {};\n' }])),
      ]),
    code: 'ERR_ARCHIVE_FORMAT',
  },
];

/** The target path of a hostile archive, by its place in the list. */
export function hostilePath(at: number): string {
  return `plugins/mallory/hostile/1.0.${at}/hostile-1.0.${at}.tgz`;
}
