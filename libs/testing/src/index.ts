export { memoryIo } from './lib/memory-io.ts';
export { newSigner, RepositorySimulator } from './lib/repository-simulator.ts';
export {
  base256,
  buildTar,
  inChunks,
  longNameEntry,
  paxEntry,
  paxRecord,
  storedGzip,
  zeroBlocks,
} from './lib/tar-builder.ts';
export type { TarEntry } from './lib/tar-builder.ts';
export { faultyStore } from './lib/faulty-store.ts';
export { MemoryAuditLog } from './lib/memory-audit-log.ts';
export { MemoryPluginStore } from './lib/memory-plugin-store.ts';
export { MemoryRepository } from './lib/memory-repository.ts';
export type { FailurePoint, FaultyStore } from './lib/faulty-store.ts';
export type { RepositoryRequest } from './lib/memory-repository.ts';
export type { MemoryIo } from './lib/memory-io.ts';
export { trustedVersion } from './lib/conformance/conformance-client.ts';
export { ConformanceRepository } from './lib/conformance/conformance-repository.ts';
export { expiryAfter } from './lib/conformance/documents.ts';
export { FolderClient } from './lib/conformance/folder-client.ts';
export { MemoryClient } from './lib/conformance/memory-client.ts';
export { inMemory, overHttp, WAYS_TO_PLAY } from './lib/conformance/scenario.ts';
export { serveRepository } from './lib/conformance/serve-repository.ts';
export type { ConformanceClient } from './lib/conformance/conformance-client.ts';
export type { RunProtocol } from './lib/conformance/folder-client.ts';
export type { World } from './lib/conformance/scenario.ts';
export { pluginFiles } from './lib/plugin-files.ts';
export type { PluginSketch } from './lib/plugin-files.ts';
export { sarifValidator, validatorOf } from './lib/schema-validator.ts';
export type { Validate } from './lib/schema-validator.ts';
export { makeGitRemote, userGit, userState } from './lib/git-remote.ts';
export type { GitRemote } from './lib/git-remote.ts';
