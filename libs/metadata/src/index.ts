export type { Fetcher, FetchOptions, MetadataCache, RepositoryStore, StoredFile } from './lib/ports.ts';
