/** One call of a trace, in the order in which they began. */
export interface Call {
  readonly thread: number;
  readonly name: string;
  /** Which call of that name it is in its thread, from 1 on. */
  readonly nth: number;
  /** As strace shows it, paths of descriptors included. */
  readonly text: string;
}

const LINE = /^(?:([0-9]+) +)?([a-z_0-9]+)\((.*)$/;

/** Reads what `strace -f -y` wrote. */
export function parseTrace(text: string): readonly Call[] {
  const counts = new Map<string, number>();
  return text.split('\n').flatMap((line) => {
    const [, thread = '0', name, rest = ''] = LINE.exec(line) ?? [];
    if (name === undefined) return [];
    const key = `${thread} ${name}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    return { thread: Number(thread), name, nth, text: rest };
  });
}

/** Whether a call changes something below a folder. */
export function isMutating({ name, text }: Call, folder: string): boolean {
  if (!text.includes(folder)) return false;
  return name !== 'openat' || /O_CREAT|O_TRUNC/.test(text);
}
