import { parseArgs } from 'node:util';
import { VaultError } from '@ragnos-vault/errors';

/** What the runner of tuf-conformance asks for (its CLIENT-CLI.md). */
export type Command =
  | { readonly name: 'init'; readonly metadataDir: string; readonly trustedRoot: string }
  | { readonly name: 'refresh'; readonly metadataDir: string; readonly metadataUrl: string }
  | {
      readonly name: 'download';
      readonly metadataDir: string;
      readonly metadataUrl: string;
      readonly targetNames: readonly string[];
      readonly targetDir: string;
      readonly targetBaseUrl: string;
    };

const OPTIONS = {
  'metadata-dir': { type: 'string' },
  'metadata-url': { type: 'string' },
  'target-name': { type: 'string', multiple: true },
  'target-dir': { type: 'string' },
  'target-base-url': { type: 'string' },
} as const;

/** @throws ERR_USAGE */
export function parseArguments(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const [name, trustedRoot, ...more] = positionals;
  const metadataDir = need(values['metadata-dir'], '--metadata-dir');
  if (name === 'init' && more.length === 0) {
    return { name, metadataDir, trustedRoot: need(trustedRoot, 'TRUSTED_ROOT') };
  }
  if (trustedRoot !== undefined) throw usage(`unexpected argument: ${trustedRoot}`);
  const metadataUrl = need(values['metadata-url'], '--metadata-url');
  if (name === 'refresh') return { name, metadataDir, metadataUrl };
  if (name !== 'download') throw usage('expected init, refresh or download');
  return {
    name,
    metadataDir,
    metadataUrl,
    targetNames: need(values['target-name'], '--target-name'),
    targetDir: need(values['target-dir'], '--target-dir'),
    targetBaseUrl: need(values['target-base-url'], '--target-base-url'),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new VaultError('ERR_USAGE', 'the arguments are not those of the conformance protocol', { cause });
  }
}

function need<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw usage(`missing ${what}`);
}

function usage(message: string): VaultError {
  return new VaultError('ERR_USAGE', message);
}
