const BLOCK = 512;

/** A member of a tar archive; the packer of this product would refuse to write most of these. */
export interface TarEntry {
  readonly name: string;
  readonly content?: string;
  /** `2` is a symbolic link; a file by default. */
  readonly type?: '0' | '2';
  readonly linkName?: string;
}

/** POSIX ustar, with no rule but the format's own. */
export function encodeTar(entries: readonly TarEntry[]): Uint8Array {
  return Buffer.concat([...entries.flatMap(encodeEntry), Buffer.alloc(2 * BLOCK)]);
}

function encodeEntry({ name, content = '', type = '0', linkName = '' }: TarEntry): readonly Uint8Array[] {
  const body = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 'latin1');
  header.write('0000644\x000000000\x000000000\0', 100, 'latin1');
  header.write(`${body.length.toString(8).padStart(11, '0')}\x0000000000000\0`, 124, 'latin1');
  header.write(' '.repeat(8), 148, 'latin1');
  header.write(`${type}${linkName}`, 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)];
}
