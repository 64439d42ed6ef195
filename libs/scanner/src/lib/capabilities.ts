/**
 * What a plugin can do, as far as its code tells: no finding by itself, but what a policy may limit and what two versions
 * are compared by. Every list is sorted and without repetition; `*` stands for what the code computes.
 */
export interface Capabilities {
  /** Hosts it connects to. */
  readonly network: readonly string[];
  /** Environment variables it reads. */
  readonly environment: readonly string[];
  /** Paths it reads, other than by loading modules. */
  readonly read: readonly string[];
  /** Paths it writes, moves or removes. */
  readonly write: readonly string[];
  /** Programs it starts. */
  readonly run: readonly string[];
  /** Files of the plugin that are native code or WebAssembly. */
  readonly native: readonly string[];
  /** Files of the plugin that make code of text. */
  readonly dynamicCode: readonly string[];
  /** Scripts of its manifests that npm would run at install, as `path#script`. */
  readonly installScripts: readonly string[];
}

export const CAPABILITY_KINDS = [
  'network',
  'environment',
  'read',
  'write',
  'run',
  'native',
  'dynamicCode',
  'installScripts',
] as const satisfies readonly (keyof Capabilities)[];

/** Of a plugin that can do nothing. */
export const NO_CAPABILITIES: Capabilities = {
  network: [],
  environment: [],
  read: [],
  write: [],
  run: [],
  native: [],
  dynamicCode: [],
  installScripts: [],
};
