import { CAPABILITY_KINDS, type Capabilities } from '../capabilities.ts';
import { toDisplayText } from '../display-text.ts';
import { HOLE } from '../javascript/text.ts';
import { comparePaths } from '../plugin/plugin.ts';

export type CapabilityKind = (typeof CAPABILITY_KINDS)[number];

/** What a plugin can do, gathered in any order. */
export interface CapabilityCollector {
  readonly add: (kind: CapabilityKind, values: readonly string[]) => void;
  readonly capabilities: () => Capabilities;
}

/** Stands for what the code computes, and for what is too long or too much to list. */
export const ANYTHING = '*';

/** More of one kind nobody reads, and no policy lists. */
const MAX_VALUES = 100;
const MAX_LENGTH = 200;

export function collectCapabilities(): CapabilityCollector {
  const found = new Map(CAPABILITY_KINDS.map((kind) => [kind, new Set<string>()]));
  const listOf = (kind: CapabilityKind): readonly string[] => limit(found.get(kind) ?? new Set());
  return {
    add: (kind, values) => {
      for (const value of values) found.get(kind)?.add(toValue(value));
    },
    capabilities: () => ({
      network: listOf('network'),
      environment: listOf('environment'),
      read: listOf('read'),
      write: listOf('write'),
      run: listOf('run'),
      native: listOf('native'),
      dynamicCode: listOf('dynamicCode'),
      installScripts: listOf('installScripts'),
    }),
  };
}

function toValue(value: string): string {
  return value === '' || value.length > MAX_LENGTH || value.includes(HOLE) ? ANYTHING : toDisplayText(value);
}

function limit(values: ReadonlySet<string>): readonly string[] {
  const sorted = [...values].toSorted(comparePaths);
  if (sorted.length <= MAX_VALUES) return sorted;
  return [ANYTHING, ...sorted.filter((value) => value !== ANYTHING).slice(0, MAX_VALUES)].toSorted(
    comparePaths,
  );
}
