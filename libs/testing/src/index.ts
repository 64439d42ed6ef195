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
export { MemoryPluginStore } from './lib/memory-plugin-store.ts';
export { MemoryRepository } from './lib/memory-repository.ts';
export type { FailurePoint, FaultyStore } from './lib/faulty-store.ts';
export type { RepositoryRequest } from './lib/memory-repository.ts';
export type { MemoryIo } from './lib/memory-io.ts';
