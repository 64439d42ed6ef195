import { extensionOf } from '../plugin/file-kind.ts';
import type { Rule } from '../rule.ts';

const NATIVE = new Set(['node', 'so', 'dll', 'dylib', 'exe']);

export const CNT_003: Rule = {
  id: 'CNT-003',
  title: 'Native code',
  severity: 'high',
  what: 'A file is a program or library of the machine (ELF, PE, Mach-O, `.node`); WebAssembly is medium, because it reaches the system only through what JavaScript hands it.',
  why: 'No rule of this scanner can look into it, and it can do everything its user may do.',
  incident: 'IronWorm 2026, the ELF of xz 2024',
  fix: 'Where the plugin needs it, review how it was built and allow the archive by name, version and sha256.',
  *checkFile({ path, magic, content }) {
    if (magic?.family === 'native') yield { offset: 0, message: `is native code (${magic.name})` };
    else if (magic?.family === 'wasm') yield { offset: 0, message: 'is WebAssembly', severity: 'medium' };
    else if (NATIVE.has(extensionOf(path)) && content.length > 0) {
      yield { offset: 0, message: `has the extension .${extensionOf(path)} of native code` };
    }
  },
};
