import { styleText } from 'node:util';
import { usesColour, type Io } from '../terminal/io.ts';
import { toDisplayText } from '@ragnos-vault/scanner';
import type { LineReport, Phase, Watcher } from './harness.ts';
import type { DemoReport } from './play-demo.ts';

export interface DemoPrinter extends Watcher {
  readonly onSummary: (report: DemoReport) => void;
}

type Style = Parameters<typeof styleText>[0];

const PLAIN_WIDTH = 132;
const MIN_WIDTH = 60;
const MIN_DETAIL = 12;
const DEFAULT_COLUMNS = 80;
const TIME_WIDTH = 9;
/** The indent, the mark, and the blanks around them. */
const GAPS = 6;
const GREEN = 'green';
const RED = 'red';
const ERASE_LINE = '\r\u001b[2K';

/** Prints the demo as it happens: for a person on a terminal, or as plain text. */
export function createPrinter(io: Io, phases: readonly Phase[]): DemoPrinter {
  return usesColour(io) ? terminalPrinter(io, phases) : plainPrinter(io, phases);
}

function plainPrinter(io: Io, phases: readonly Phase[]): DemoPrinter {
  const out = (line: string): void => void io.stdout.write(`${line}\n`);
  const nameWidth = longestName(phases);
  return {
    onPhase: (phase) => out(`\n${titleOf(phase, phases)}`),
    onEnd(report) {
      const head = `  ${(report.ok ? 'ok' : 'FAILED').padEnd(6)}  ${report.name.padEnd(nameWidth)}  `;
      out(`${head}${oneLine(report.detail).padEnd(PLAIN_WIDTH - head.length - TIME_WIDTH)}${timeOf(report)}`);
    },
    onSummary: (report) => out(`\n${summaryOf(report)}`),
  };
}

function terminalPrinter(io: Io, phases: readonly Phase[]): DemoPrinter {
  const write = (text: string): void => void io.stdout.write(text);
  // One column is left free: a line that fills the last one makes some terminals begin another.
  const width = Math.max(MIN_WIDTH, Math.min(columnsOf(io), PLAIN_WIDTH)) - 1;
  const nameWidth = Math.min(longestName(phases), width - TIME_WIDTH - GAPS);
  return {
    onPhase: (phase) => write(`\n${style(['bold', 'cyan'], titleOf(phase, phases))}\n`),
    onBegin: ({ name }) => write(style('dim', `  · ${fit(name, nameWidth)}`)),
    onEnd: (report) => write(`${ERASE_LINE}${terminalLine(report, { width, nameWidth })}\n`),
    onStop: () => write(ERASE_LINE),
    onSummary(report) {
      const isWhole = report.behaved === report.lines;
      const text = `${isWhole ? '✔' : '✖'} ${summaryOf(report)}`;
      write(`\n${style(['bold', isWhole ? GREEN : RED], text)}\n`);
    },
  };
}

/** The detail of a line is shown where there is room for it, that of a failure always, below. */
function terminalLine(
  report: LineReport,
  { width, nameWidth }: { readonly width: number; readonly nameWidth: number },
): string {
  const room = width - nameWidth - TIME_WIDTH - GAPS;
  const name = fit(report.name, nameWidth).padEnd(nameWidth);
  const time = style('dim', timeOf(report));
  const detail = oneLine(report.detail);
  if (!report.ok)
    return `  ${style(RED, `✖ ${name}`)}  ${' '.repeat(room)}${time}\n    ${style(RED, detail)}`;
  const shown = room < MIN_DETAIL ? ' '.repeat(room) : fit(detail, room).padEnd(room);
  return `  ${style(GREEN, '✔')} ${name}  ${style('dim', shown)}${time}`;
}

function titleOf(phase: Phase, phases: readonly Phase[]): string {
  return `${phases.indexOf(phase) + 1} ${phase.name}`;
}

/** An error may quote what an attacker wrote. */
function oneLine(text: string): string {
  return toDisplayText(text.replaceAll('\n', ' '));
}

/** Where to style is decided by `usesColour`, not by the process's own streams. */
function style(format: Style, text: string): string {
  return styleText(format, text, { validateStream: false });
}

function timeOf({ ms }: LineReport): string {
  return `${ms} ms`.padStart(TIME_WIDTH);
}

function summaryOf({ behaved, lines, ms }: DemoReport): string {
  return `${behaved} of ${lines} lines behaved, ${(ms / 1000).toFixed(1)} s`;
}

function longestName(phases: readonly Phase[]): number {
  return Math.max(0, ...phases.flatMap(({ lines }) => lines.map(({ name }) => name.length)));
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function columnsOf({ stdout }: Io): number {
  return 'columns' in stdout && typeof stdout.columns === 'number' && stdout.columns > 0
    ? stdout.columns
    : DEFAULT_COLUMNS;
}
