import { PLAIN } from '@ragnos-vault/scanner';
import type { Style } from '@ragnos-vault/scanner';
import { styleText } from 'node:util';
import { usesColour, type Io } from './io.ts';

type Format = Parameters<typeof styleText>[0];

const FORMATS: Readonly<Record<Parameters<Style>[0], Format>> = {
  critical: ['bold', 'red'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  pass: 'green',
  allowed: 'yellow',
  block: ['bold', 'red'],
  heading: 'bold',
  faint: 'dim',
};

/** The colours of a report, where a person looks at a terminal. */
export function reportStyle(io: Io): Style {
  return usesColour(io)
    ? (emphasis, text) => styleText(FORMATS[emphasis], text, { validateStream: false })
    : PLAIN;
}
