import type { Command } from 'commander';
import { createBundle } from '@ragnos-vault/api';
import type { BundleReport } from '@ragnos-vault/api';
import { relative, resolve } from 'node:path';
import { contextOf, createCommand } from '../command.ts';
import { projectInput, withProjectOptions, type ProjectOptions } from '../project-command.ts';
import type { Io } from '../terminal/io.ts';
import { formatBytes } from '../terminal/table.ts';

interface BundleOptions extends ProjectOptions {
  readonly output: string;
}

export function bundleCommand(io: Io): Command {
  const create = createCommand({
    name: 'create',
    summary: 'Write one file that installs these plugins without any network.',
    examples: [
      'bundle create -o plugins.vault',
      'bundle create @acme/hello@^1.2.0 -o hello.vault --repo https://plugins.example --root root.json',
    ],
  })
    .argument('[spec...]', 'as of install; without any, what ragnos-vault.json wants, as its lock says')
    .requiredOption('-o, --output <file>', 'the file to write');
  return createCommand({
    name: 'bundle',
    summary: 'Carry plugins, with all metadata that proves them, to where there is no network.',
    examples: ['bundle create -o plugins.vault', 'install --bundle plugins.vault --root root.json'],
  }).addCommand(
    withProjectOptions(create).action((specs: readonly string[], options: BundleOptions) =>
      runCreate(specs, options, io),
    ),
  );
}

async function runCreate(specs: readonly string[], options: BundleOptions, io: Io): Promise<void> {
  const context = contextOf(io, options);
  const output = resolve(io.cwd, options.output);
  const report = await createBundle({ ...(await projectInput(options, context)), specs, output });
  context.output.result(report, describe(report, io));
}

function describe({ file, sha256, bytes, plugins, roles }: BundleReport, { cwd }: Io): readonly string[] {
  const { timestamp, snapshot } = roles;
  const until = new Date(Math.min(timestamp.expires.getTime(), snapshot.expires.getTime()));
  return [
    ...plugins.map(({ name, version }) => `bundled  ${name}@${version}`),
    `${relative(cwd, file)}: ${formatBytes(bytes)}, sha256:${sha256}`,
    `installs until ${until.toISOString()}, when its metadata expires`,
  ];
}
