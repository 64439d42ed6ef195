import type { TargetConfiguration } from '@nx/devkit';
import type { PluginPackage } from './parse-plugin-package.ts';
import type { PluginSettings } from './parse-plugin-options.ts';

type Targets = Readonly<Record<string, TargetConfiguration>>;

/** A policy may let something pass for a time; then the day counts. */
const TODAY = { runtime: 'node -p "new Date().toISOString().slice(0, 10)"' };
/** Signs or installs: what a cache says of it proves nothing, and two at once would only wait for each other. */
const ALONE = { cache: false, parallelism: false };

/** The targets of a vault; `publish` is of all plugins of the workspace that are published into it, in one commit. */
export function vaultTargets(vault: string, plugins: readonly string[], settings: PluginSettings): Targets {
  const target = (executor: string, description: string, rest: Partial<TargetConfiguration>) => ({
    executor: `@ragnos-vault/nx:${executor}`,
    cache: false,
    options: { repoDir: vault },
    metadata: { technologies: ['ragnos-vault'], description },
    ...rest,
  });
  const { buildTargetName, publishTargetName, statusTargetName } = settings;
  const { renewTargetName, serveTargetName, verifyTargetName } = settings;
  const projects = plugins.map((root) => `directory:${root}`);
  return {
    [statusTargetName]: target('status', 'Say what the vault publishes, and until when', {}),
    [verifyTargetName]: target('verify-repo', 'Verify all that the vault publishes, as two clients', {}),
    [serveTargetName]: target('serve', 'Serve the published half over HTTP', { continuous: true }),
    [renewTargetName]: target('renew', 'Sign anew what is about to expire', {
      ...ALONE,
      options: { repoDir: vault, ifNeeded: true },
    }),
    ...(plugins.length > 0 && {
      [publishTargetName]: target('publish', 'Publish every plugin of the workspace, in one commit', {
        ...ALONE,
        dependsOn: [{ projects, target: buildTargetName }],
        options: publishOptions(plugins, vault, settings),
      }),
    }),
  };
}

/** The targets of a plugin; it is published only where it is clear into which vault. */
export function pluginTargets(
  { root, isPrivate }: PluginPackage & { readonly root: string },
  vault: string | undefined,
  settings: PluginSettings,
): Targets {
  const { buildTargetName, publishTargetName, scanTargetName } = settings;
  return {
    [scanTargetName]: {
      executor: '@ragnos-vault/nx:scan',
      cache: true,
      dependsOn: [buildTargetName],
      inputs: scanInputs(settings),
      options: { plugins: [root], ...policyOf(settings) },
      metadata: { technologies: ['ragnos-vault'], description: 'Scan as a publish would; advice only' },
    },
    ...(vault !== undefined && {
      [publishTargetName]: {
        executor: '@ragnos-vault/nx:publish',
        ...ALONE,
        dependsOn: [buildTargetName],
        options: publishOptions([root], vault, settings),
        metadata: { technologies: ['ragnos-vault'], description: `Publish into the vault ${vault}` },
      },
      // In a package that is not private, Nx would put the publication to npm in its place.
      ...(isPrivate && { 'nx-release-publish': releaseTarget(root, vault, settings) }),
    }),
  };
}

/** What `nx release publish` runs. */
export function releaseTarget(root: string, vault: string, settings: PluginSettings): TargetConfiguration {
  return {
    executor: '@ragnos-vault/nx:release-publish',
    ...ALONE,
    dependsOn: [settings.buildTargetName, '^nx-release-publish'],
    options: { plugins: [root], repoDir: vault, ...policyOf(settings) },
    metadata: { technologies: ['ragnos-vault'], description: `What nx release publishes into ${vault}` },
  };
}

function publishOptions(plugins: readonly string[], repoDir: string, settings: PluginSettings) {
  return { plugins, repoDir, skipExisting: true, ...policyOf(settings) };
}

function policyOf({ policy }: PluginSettings): { readonly policy?: readonly string[] } {
  return policy.length === 0 ? {} : { policy };
}

function scanInputs({ policy }: PluginSettings): NonNullable<TargetConfiguration['inputs']> {
  const policies = policy.map((file) => `{workspaceRoot}/${file}`);
  return [
    '{projectRoot}/**/*',
    // What a build makes is packed too, and is rarely among the files that Nx looks at.
    { dependentTasksOutputFiles: '**/*' },
    ...policies,
    ...(policy.length > 0 ? [TODAY] : []),
  ];
}
