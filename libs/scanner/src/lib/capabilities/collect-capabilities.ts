import { CAPABILITY_KINDS, type Capabilities } from '../capabilities.ts';
import { toDisplayText } from '../display-text.ts';
import { HOLE } from '../javascript/text.ts';
import { comparePaths } from '../plugin/plugin.ts';

export type CapabilityKind = (typeof CAPABILITY_KINDS)[number];

/** What a plugin can do, gathered in any order. */
export interface CapabilityCollector {
  readonly add: (kind: CapabilityKind, values: readonly string[]) => void;
  /** As a report lists them. */
  readonly capabilities: () => Capabilities;
  /** All of them: what is cut off must not hide what is new. */
  readonly uncut: () => Capabilities;
}

/** Stands for what the code computes, and for what is too long or too much to list. */
export const ANYTHING = '*';

/** More of one kind nobody reads, and no policy lists. */
const MAX_VALUES = 100;
const MAX_LENGTH = 200;

export function collectCapabilities(): CapabilityCollector {
  const found = new Map(CAPABILITY_KINDS.map((kind) => [kind, new Set<string>()]));
  const list = (listOf: (values: ReadonlySet<string>) => readonly string[]): Capabilities => {
    const of = (kind: CapabilityKind): readonly string[] => listOf(found.get(kind) ?? new Set());
    return {
      network: of('network'),
      environment: of('environment'),
      read: of('read'),
      write: of('write'),
      run: of('run'),
      native: of('native'),
      dynamicCode: of('dynamicCode'),
      installScripts: of('installScripts'),
    };
  };
  return {
    add: (kind, values) => {
      for (const value of values) found.get(kind)?.add(toValue(value));
    },
    capabilities: () => list(limit),
    uncut: () => list(sort),
  };
}

function toValue(value: string): string {
  return value === '' || value.length > MAX_LENGTH || value.includes(HOLE) ? ANYTHING : toDisplayText(value);
}

function sort(values: ReadonlySet<string>): readonly string[] {
  return [...values].toSorted(comparePaths);
}

function limit(values: ReadonlySet<string>): readonly string[] {
  const sorted = sort(values);
  if (sorted.length <= MAX_VALUES) return sorted;
  return [ANYTHING, ...sorted.filter((value) => value !== ANYTHING).slice(0, MAX_VALUES)].toSorted(
    comparePaths,
  );
}
