export { assertIntact } from './lib/assert-intact.ts';
export { install, installFrom } from './lib/install.ts';
export { list } from './lib/list.ts';
export { outdated } from './lib/outdated.ts';
export { parsePluginSpec } from './lib/parse-plugin-spec.ts';
export { lockOf } from './lib/project/lock-of.ts';
export {
  EMPTY_LOCK,
  encodeLockfile,
  floorOf,
  LOCK_FILE,
  parseLockfile,
  unlock,
} from './lib/project/lockfile.ts';
export {
  encodeProject,
  isRootDigest,
  parseProject,
  PROJECT_FILE,
  projectJsonSchema,
} from './lib/project/project.ts';
export { parseTenantName, parseTenants, TENANTS_FILE, tenantsJsonSchema } from './lib/project/tenants.ts';
export { recordChange } from './lib/record-change.ts';
export { remove } from './lib/remove.ts';
export { waysTo } from './lib/requirements.ts';
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
export type { OutdatedPlugin } from './lib/outdated.ts';
export type { PluginSpec } from './lib/parse-plugin-spec.ts';
export type { LockedPlugin, Lockfile } from './lib/project/lockfile.ts';
export type { Project } from './lib/project/project.ts';
export type { Quota, Tenants } from './lib/project/tenants.ts';
export type { Change } from './lib/record-change.ts';
export type { RemoveReport } from './lib/remove.ts';
export type { RollbackInput, RollbackReport } from './lib/rollback.ts';
export type { SetChange } from './lib/set-changes.ts';
export type { Proof, VerifiedPlugin, VerifyReport } from './lib/verify-installed.ts';
