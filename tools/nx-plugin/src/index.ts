export type { InitOptions } from './executors/init/executor.ts';
export type { InstallOptions } from './executors/install/executor.ts';
export type { PublishOptions } from './executors/publish/executor.ts';
export type { ServeOptions } from './executors/serve/executor.ts';
export type { StatusOptions } from './executors/status/executor.ts';
