export type { Generation, InstalledPlugin, PluginStore, StagedArchive } from './lib/plugin-store.ts';
