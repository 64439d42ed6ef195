/** What the first bytes say a file is. */
export interface Magic {
  readonly family: 'native' | 'wasm' | 'archive' | 'image' | 'font' | 'media' | 'document';
  readonly name: string;
}

interface Signature extends Magic {
  readonly at: number;
  readonly bytes: readonly number[];
}

const SIGNATURES: readonly Signature[] = [
  { family: 'native', name: 'ELF', at: 0, bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { family: 'native', name: 'Mach-O', at: 0, bytes: [0xfe, 0xed, 0xfa, 0xce] },
  { family: 'native', name: 'Mach-O', at: 0, bytes: [0xfe, 0xed, 0xfa, 0xcf] },
  { family: 'native', name: 'Mach-O', at: 0, bytes: [0xce, 0xfa, 0xed, 0xfe] },
  { family: 'native', name: 'Mach-O', at: 0, bytes: [0xcf, 0xfa, 0xed, 0xfe] },
  { family: 'native', name: 'Mach-O or Java class', at: 0, bytes: [0xca, 0xfe, 0xba, 0xbe] },
  { family: 'native', name: 'object archive', at: 0, bytes: ascii('!<arch>\n') },
  { family: 'native', name: 'Dalvik', at: 0, bytes: ascii('dex\n') },
  { family: 'wasm', name: 'WebAssembly', at: 0, bytes: [0x00, 0x61, 0x73, 0x6d] },
  { family: 'archive', name: 'ZIP', at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { family: 'archive', name: 'gzip', at: 0, bytes: [0x1f, 0x8b, 0x08] },
  { family: 'archive', name: 'bzip2', at: 0, bytes: ascii('BZh') },
  { family: 'archive', name: 'xz', at: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { family: 'archive', name: '7-Zip', at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { family: 'archive', name: 'RAR', at: 0, bytes: ascii('Rar!') },
  { family: 'archive', name: 'Zstandard', at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { family: 'archive', name: 'tar', at: 257, bytes: ascii('ustar') },
  { family: 'image', name: 'PNG', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { family: 'image', name: 'JPEG', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { family: 'image', name: 'GIF', at: 0, bytes: ascii('GIF8') },
  { family: 'image', name: 'WebP', at: 8, bytes: ascii('WEBP') },
  { family: 'image', name: 'icon', at: 0, bytes: [0x00, 0x00, 0x01, 0x00] },
  { family: 'font', name: 'WOFF', at: 0, bytes: ascii('wOFF') },
  { family: 'font', name: 'WOFF2', at: 0, bytes: ascii('wOF2') },
  { family: 'font', name: 'OpenType', at: 0, bytes: ascii('OTTO') },
  { family: 'font', name: 'TrueType', at: 0, bytes: [0x00, 0x01, 0x00, 0x00] },
  { family: 'media', name: 'Ogg', at: 0, bytes: ascii('OggS') },
  { family: 'media', name: 'MP3', at: 0, bytes: ascii('ID3') },
  { family: 'media', name: 'MP4', at: 4, bytes: ascii('ftyp') },
  { family: 'media', name: 'WAV', at: 8, bytes: ascii('WAVE') },
  { family: 'document', name: 'PDF', at: 0, bytes: ascii('%PDF-') },
];

/** What the content is by its first bytes; `undefined` for text and for the unknown. */
export function magicOf(content: Uint8Array): Magic | undefined {
  if (isPortableExecutable(content)) return { family: 'native', name: 'PE' };
  const found = SIGNATURES.find(({ at, bytes }) =>
    bytes.every((byte, index) => content[at + index] === byte),
  );
  return found === undefined ? undefined : { family: found.family, name: found.name };
}

/** `MZ` alone may start a text; the PE header it points at may not. */
function isPortableExecutable(content: Uint8Array): boolean {
  if (content[0] !== 0x4d || content[1] !== 0x5a || content.length < 0x40) return false;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const header = view.getUint32(0x3c, true);
  return header + 4 <= content.length && view.getUint32(header, true) === 0x00004550;
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}
