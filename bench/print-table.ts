import { FORMAT, type Line, type Target } from './line.ts';
import type { Contestant } from './programs.ts';

const PEERS: readonly Contestant[] = ['python-tuf', 'go-tuf', 'tuf-js'];

/** Prints one line for each, in columns; behind a peer's figure stands ours as a multiple of it. */
export function printTable(lines: readonly Line[]): void {
  const header = ['', 'ours', ...PEERS, 'target', ''];
  const rows = [header, ...lines.map(rowOf)];
  const widths = header.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

export function isMissed({ targets }: Line): boolean {
  return targets.some(({ isMet }) => isMet === false);
}

function rowOf({ name, unit, figures, targets }: Line): readonly string[] {
  const { ours } = figures;
  const show = (figure: number | string | undefined): string =>
    typeof figure === 'number' ? FORMAT[unit](figure) : (figure ?? '-');
  const beside = (peer: number | string | undefined): string =>
    typeof peer === 'number' && typeof ours === 'number'
      ? `${show(peer)} (${(ours / peer).toPrecision(2)} x)`
      : show(peer);
  return [
    name,
    show(ours),
    ...PEERS.map((peer) => beside(figures[peer])),
    targets.map(({ text }) => text).join(', ') || '-',
    targets.map(verdictOf).join(', '),
  ];
}

function verdictOf({ isMet }: Target): string {
  if (isMet === undefined) return 'not measured';
  return isMet ? 'met' : 'MISSED';
}
