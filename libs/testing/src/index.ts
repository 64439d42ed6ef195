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
