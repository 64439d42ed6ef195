// sha256sum and GNU tar: `unpack-by-tar.ts ARCHIVE SHA256 FOLDER`. The sum is checked before anything is unpacked.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { measure, printSample } from '../measure.ts';

const [archive = '', sha256 = '', folder = ''] = process.argv.slice(2);
const script = 'echo "$1  $2" | sha256sum --check --status && mkdir "$3" && tar -xzf "$2" -C "$3"';
printSample(await measure(() => promisify(execFile)('sh', ['-c', script, 'sh', sha256, archive, folder])));
