import { setSecret } from '@actions/core';

/** Keeps a secret of several lines out of every log: as a whole, and each of its lines, whoever prints them. */
export function maskKeys(text: string): void {
  setSecret(text);
  for (const line of text.split(/\r?\n/)) {
    const isArmour = line.startsWith('-----');
    if (!isArmour && line.trim().length > 3) setSecret(line.trim());
  }
}
