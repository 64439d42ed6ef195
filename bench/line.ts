import type { Contestant } from './programs.ts';

/** What was measured of everyone who took part, and what ours must be. */
export interface Line {
  readonly name: string;
  readonly unit: keyof typeof FORMAT;
  /** Text where somebody did not come to an end. */
  readonly figures: Readonly<Partial<Record<Contestant, number | string>>>;
  readonly targets: readonly Target[];
}

export interface Target {
  readonly text: string;
  /** Unknown where the peer that it is measured against is not installed. */
  readonly isMet: boolean | undefined;
}

export const FORMAT = {
  seconds: (value: number) =>
    value < 1 ? `${(value * 1e3).toPrecision(3)} ms` : `${value.toPrecision(3)} s`,
  bytes: (value: number) =>
    value < 1e6 ? `${(value / 1e3).toFixed(0)} kB` : `${(value / 1e6).toFixed(1)} MB`,
  times: (value: number) => `${value.toPrecision(3)} x`,
};

export function atMost(value: number, limit: number, text: string): Target {
  return { text, isMet: value <= limit };
}

export function under(value: number, limit: number, text: string): Target {
  return { text, isMet: value < limit };
}

/** Ours against a peer's that may be missing. */
export function comparedWith(
  peer: number | string | undefined,
  text: string,
  isMet: (peer: number) => boolean,
): Target {
  return { text, isMet: typeof peer === 'number' ? isMet(peer) : undefined };
}
