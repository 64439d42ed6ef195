export { createRepositoryServer } from './lib/repository-server.ts';
export type {
  ListenAddress,
  Listening,
  RepositoryServer,
  RepositoryServerInput,
} from './lib/repository-server.ts';
export type { RequestEvent } from './lib/exchange.ts';
