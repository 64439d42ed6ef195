import type { AuditFaultReason, AuditRecord, AuditReport, RecordedSet } from '@ragnos-vault/audit';
import { table } from './terminal/table.ts';

/** What a fault means. */
export const FAULT: Readonly<Record<AuditFaultReason, string>> = {
  content: 'the audit log was changed',
  unfinished: 'the audit log ends within a record, as a crash leaves it; the next change records that',
  sequence: 'lines of the audit log were taken out, put in or moved',
  previous: 'the audit log has another line than the next one was written after',
  truncated: 'the audit log ends before a line that was seen',
  head: 'the audit log has another line than was seen',
};

/** The records for people, the newest last, and what is proven. */
export function describeLog({ newest, lines, head, fault }: AuditReport): readonly string[] {
  if (lines === 0) return ['nothing was recorded yet'];
  const earlier = newest[0] === undefined ? lines : newest[0].seq - 1;
  return [
    ...(earlier > 0 ? [`... ${earlier} earlier records`] : []),
    ...table(newest.map(toRow)),
    fault === undefined
      ? `proven: ${lines} records`
      : `proven: the ${fault.line - 1} records before line ${fault.line}`,
    ...(head === undefined ? [] : [`head: ${head.seq}:${head.sha256}`]),
  ];
}

function toRow(record: AuditRecord): readonly string[] {
  const { seq, time, who } = record;
  return [String(seq), time, `${who.user}@${who.host}`, textOf(record)];
}

function textOf(record: AuditRecord): string {
  switch (record.type) {
    case 'intent':
      return [record.operation, ...record.specs].join(' ');
    case 'outcome':
      return `${record.result}${record.code === undefined ? '' : ` (${record.code})`}, of ${record.intent}; live: ${liveText(record.after)}`;
    case 'damage':
      return `the line before was no record (${record.reason}), bytes: ${record.bytes}`;
  }
}

function liveText(set: RecordedSet | 'damaged' | undefined): string {
  if (set === undefined) return 'nothing';
  if (set === 'damaged') return 'damaged, not known';
  const plugins = set.plugins.map(({ name, version }) => `${name}@${version}`);
  return [`generation ${set.generation}`, ...plugins].join(' ');
}
