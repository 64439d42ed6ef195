import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSnapshot, encodeTimestamp, signRole } from '@ragnos-vault/metadata';
import { signerOf, type Keys } from './keys.ts';
import { EXPIRES, makeRoot, type Repository } from './write-repository.ts';

/** A file that was never signed; the largest that clients read by default. */
export interface HostileFile {
  readonly name: string;
  readonly role: 'targets' | 'snapshot';
  readonly bytes: Uint8Array;
}

const MAX_LENGTH = { targets: 5_000_000, snapshot: 2_000_000 };
const DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** What costs most to read, under a signature of the right key id that is none. */
export function hostileFiles(keys: Keys): readonly HostileFile[] {
  const targets = (at: number) => `"${at}":{"hashes":{"sha256":"${DIGEST}"},"length":1}`;
  const role = (at: number) => `{"keyids":[],"name":"${at}","paths":["*"],"terminating":false,"threshold":1}`;
  const file = (name: string, [head, tail]: readonly [string, string], entry: (at: number) => string) =>
    fill({ name, role: 'targets' }, { keys, head, tail, entry });
  return [
    file('targets', ['"targets":{', '}'], targets),
    file('delegated roles', ['"targets":{},"delegations":{"keys":{},"roles":[', ']}'], role),
    file('empty objects', ['"targets":{},"x":[', ']'], () => '{}'),
    file('small fields', ['"targets":{},"x":{', '}'], (at) => `"${at.toString(36)}":0`),
    fill(
      { name: 'roles', role: 'snapshot' },
      { keys, head: '"meta":{', tail: '}', entry: (at) => `"${at}.json":{"version":1}` },
    ),
  ];
}

/** A mirror that has one such file among metadata that is right: nothing above it says how long it should be. */
export async function writeHostileMirror(
  folder: string,
  { role, bytes }: HostileFile,
  keys: Keys,
): Promise<Repository> {
  const metadata = join(folder, 'metadata');
  await mkdir(metadata, { recursive: true });
  const common = { version: 1, expires: EXPIRES, extra: {} };
  const snapshot = encodeSnapshot({ ...common, meta: new Map([['targets', { version: 1 }]]) });
  const timestamp = encodeTimestamp({ ...common, snapshot: { version: 1 } });
  const files = {
    '1.root': await makeRoot(keys),
    timestamp: await signRole(timestamp, signerOf(keys, 'timestamp')),
    '1.snapshot': await signRole(snapshot, signerOf(keys, 'snapshot')),
    [`1.${role}`]: bytes,
  };
  for (const [name, content] of Object.entries(files))
    await writeFile(join(metadata, `${name}.json`), content);
  return { folder, trustedRoot: join(metadata, '1.root.json') };
}

interface Shape {
  readonly keys: Keys;
  readonly head: string;
  readonly tail: string;
  readonly entry: (at: number) => string;
}

/** Repeats an entry as often as the limit allows. */
function fill(file: Pick<HostileFile, 'name' | 'role'>, { keys, head, tail, entry }: Shape): HostileFile {
  const keyid = signerOf(keys, file.role)[0]?.keyId ?? '';
  const signatures = JSON.stringify([{ keyid, sig: '00'.repeat(384) }]);
  const expires = `${EXPIRES.toISOString().slice(0, 19)}Z`;
  const common = `"_type":"${file.role}","expires":"${expires}","spec_version":"1.0.31","version":1`;
  const start = `{"signatures":${signatures},"signed":{${common},${head}`;
  const parts: string[] = [];
  let length = start.length + tail.length + '}}'.length;
  for (let at = 0; ; at += 1) {
    const part = entry(at);
    length += part.length + 1;
    if (length > MAX_LENGTH[file.role]) break;
    parts.push(part);
  }
  const name = `${parts.length.toLocaleString('en')} ${file.name}`;
  return { ...file, name, bytes: Buffer.from(`${start}${parts.join(',')}${tail}}}`) };
}
