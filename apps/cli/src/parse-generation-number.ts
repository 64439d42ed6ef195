import { VaultError } from '@ragnos-vault/errors';

/** The parser of what names a set of plugins by its number. @throws ERR_USAGE */
export function toGeneration(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new VaultError('ERR_USAGE', `not a generation: ${text}`, { facts: { generation: text } });
}
