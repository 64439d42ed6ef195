import type { Sample } from './sample.ts';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? NaN;
  const high = sorted[Math.floor(middle)] ?? NaN;
  return (low + high) / 2;
}

export function medianSeconds(samples: readonly Sample[]): number {
  return median(samples.map(({ seconds }) => seconds));
}

/** For work that waits for nothing: other processes of the machine disturb it less. */
export function medianCpuSeconds(samples: readonly Sample[]): number {
  return median(samples.map(({ cpuSeconds }) => cpuSeconds ?? NaN));
}

export function medianPeakBytes(samples: readonly Sample[]): number {
  return median(samples.map(({ peakBytes }) => peakBytes ?? NaN));
}
