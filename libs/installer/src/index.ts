export { install, installFrom } from './lib/install.ts';
export { list } from './lib/list.ts';
export { parsePluginSpec } from './lib/parse-plugin-spec.ts';
export { recordChange } from './lib/record-change.ts';
export { rollback } from './lib/rollback.ts';
export { verifyInstalled } from './lib/verify-installed.ts';
export type {
  InstallEvent,
  InstallInput,
  InstallPorts,
  InstallReport,
  InstallSetInput,
  InstallSetPorts,
} from './lib/install.ts';
export type { ListReport } from './lib/list.ts';
export type { PluginSpec } from './lib/parse-plugin-spec.ts';
export type { Change } from './lib/record-change.ts';
export type { RollbackInput, RollbackReport } from './lib/rollback.ts';
export type { Proof, VerifiedPlugin, VerifyReport } from './lib/verify-installed.ts';
