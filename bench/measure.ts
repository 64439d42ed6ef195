import { readFileSync } from 'node:fs';
import type { Sample } from './sample.ts';

/** Runs `work`, and tells what it cost. */
export async function measure(work: () => Promise<unknown>): Promise<Sample> {
  const [started, cpuBefore] = [performance.now(), process.cpuUsage()];
  await work();
  const seconds = (performance.now() - started) / 1e3;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { seconds, cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() };
}

/** Prints it as `parseSamples` reads it. */
export function printSample(sample: Sample): void {
  process.stdout.write(`${JSON.stringify(sample)}\n`);
}

// Not `maxRSS`: on Linux it begins with the memory of the process that started this one.
function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
