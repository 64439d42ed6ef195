export { createNodes, createNodes as createNodesV2 } from './plugin/create-nodes.ts';
export type { PluginOptions } from './plugin/parse-plugin-options.ts';
export type { InitOptions } from './executors/init/executor.ts';
export type { InstallOptions } from './executors/install/executor.ts';
export type { PublishOptions } from './executors/publish/executor.ts';
export type { ReleasePublishOptions } from './executors/release-publish/executor.ts';
export type { RenewOptions } from './executors/renew/executor.ts';
export type { ScanOptions } from './executors/scan/executor.ts';
export type { ServeOptions } from './executors/serve/executor.ts';
export type { StatusOptions } from './executors/status/executor.ts';
export type { VerifyOptions } from './executors/verify/executor.ts';
export type { VerifyRepoOptions } from './executors/verify-repo/executor.ts';

export { PLUGIN as name } from './plugin/plugin-name.ts';
