import type { Command } from 'commander';
import { draftFilePayload } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import type { Io } from '../terminal/io.ts';

interface PayloadOptions {
  readonly json?: boolean;
  readonly role?: string;
  readonly out?: string;
}

export function payloadCommand(io: Io): Command {
  return createCommand({
    name: 'payload',
    summary: 'Write the exact bytes that the keys of a draft sign, for openssl, an HSM or a KMS.',
    examples: [
      'payload next-root.json --out payload.bin',
      'payload hello.submission.tgz --role vendor-acme --out payload.bin',
    ],
  })
    .argument('<file>', 'a draft of any role, or a submission')
    .option('--role <role>', 'which role of a submission')
    .option('--out <file>', 'where the bytes go (default: the standard output)')
    .action((file: string, options: PayloadOptions) => runPayload(file, options, io));
}

async function runPayload(file: string, options: PayloadOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { out, json } = options;
  if (out === undefined && json !== true && io.stdout.isTTY === true) {
    throw new VaultError(
      'ERR_USAGE',
      'the payload is bytes, not text: name a file with --out, or use a pipe',
    );
  }
  const { role, sha256, payload } = await draftFilePayload({
    file: resolve(io.cwd, file),
    ...given('role', options.role),
    ...given('out', out === undefined ? undefined : resolve(io.cwd, out)),
  });
  if (out === undefined && json !== true) {
    io.stdout.write(payload);
    return;
  }
  const bytes = out === undefined ? { payload: Buffer.from(payload).toString('base64') } : { out };
  output.result({ role, sha256, length: payload.length, ...bytes }, [
    `payload of ${role}: ${payload.length} bytes, sha256:${sha256}`,
    `  sign ${out ?? ''}, then: ragnos-vault add-signature ${file} --public-key PUB.pem --signature SIG`,
  ]);
}
