import type { ActionContext, InputValues } from '@ragnos-vault/actions-kit';
import { describeVault } from '@ragnos-vault/api';
import type { PUBLISH_INPUTS, VaultDescription } from '@ragnos-vault/api';
import { join, resolve } from 'node:path';
import type { SayOutputs } from './publish-outputs.ts';

/** One run of the action: what it was given, and where its answers go. */
export interface PublishRun {
  readonly inputs: InputValues<typeof PUBLISH_INPUTS>;
  readonly context: ActionContext;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly say: SayOutputs;
}

/** The vault, absolute. */
export function repoDirOf({ inputs, context }: PublishRun): string {
  return resolve(context.workspace, inputs['repo-dir'] ?? 'vault');
}

/** Where files of this run lie that nobody named. */
export function tempDirOf({ context }: PublishRun): string {
  return resolve(context.tempDir, 'ragnos-vault');
}

/** What the vault publishes now. @throws as `describeVault` of `libs/api` */
export function describeRun(run: PublishRun): Promise<VaultDescription> {
  const exportDir = join(tempDirOf(run), 'repository');
  return describeVault({ repoDir: repoDirOf(run), exportDir, now: run.now });
}

/** Whether nothing may be written: asked for, or a pull request, whose code nobody has accepted yet. */
export function isDryRun({ inputs, context }: PublishRun): boolean {
  const isPullRequest = ['pull_request', 'pull_request_target'].includes(context.eventName);
  return inputs['dry-run'] === 'auto' ? isPullRequest : inputs['dry-run'] === 'true';
}

/** The policy that plugins are scanned under, where the input names one. */
export function policyOf({ inputs, context }: PublishRun): { readonly policyFile?: readonly string[] } {
  if (inputs.policy.length === 0) return {};
  return { policyFile: inputs.policy.map((file) => resolve(context.workspace, file)) };
}
