import { toVaultError, type VaultError } from '@ragnos-vault/errors';
import { toDisplayText } from '@ragnos-vault/scanner';
import type { ExecutorPorts } from './executor-ports.ts';

/** What a use case has to say: the same facts for machines and for people. */
export interface Outcome {
  readonly data: object;
  readonly lines: readonly string[];
  /** The task fails although there is a report: with `json` that report says why, else this does. */
  readonly refusal?: VaultError;
}

/** What Nx expects of an executor. */
export interface ExecutorResult {
  readonly success: boolean;
}

/** Options that every executor has. */
export interface PrintOptions {
  /** Print one line of JSON instead of text. */
  readonly json?: boolean;
}

/** Runs one use case for Nx: prints its outcome or its error, and never throws. */
export async function runUseCase(
  work: () => Promise<Outcome>,
  options: PrintOptions,
  ports: ExecutorPorts,
): Promise<ExecutorResult> {
  try {
    const outcome = await work();
    printOutcome(outcome, options, ports);
    if (outcome.refusal === undefined) return { success: true };
    if (options.json !== true) printError(outcome.refusal, ports);
    return { success: false };
  } catch (thrown) {
    printFailure(toVaultError(thrown), options, ports);
    return { success: false };
  }
}

/** Prints what is to say: one line of JSON, or the lines for people. */
export function printOutcome(
  { data, lines }: Outcome,
  { json }: PrintOptions,
  { print }: ExecutorPorts,
): void {
  if (json === true) print(JSON.stringify(data));
  else for (const line of lines) print(toDisplayText(line));
}

function printFailure(error: VaultError, { json }: PrintOptions, ports: ExecutorPorts): void {
  if (json === true) ports.print(JSON.stringify(error));
  else printError(error, ports);
}

function printError(error: VaultError, ports: ExecutorPorts): void {
  ports.printError(toErrorLine(error));
  ports.printError(`hint: ${error.hint}`);
}

/** An error as a line for people. A message may quote a plugin or a server: nothing in it drives a terminal. */
export function toErrorLine({ message, code }: VaultError): string {
  return toDisplayText(`error: ${message} (${code})`);
}

/** What a check of a report throws, as the refusal of an outcome. */
export function refusalOf(check: () => void): Pick<Outcome, 'refusal'> {
  try {
    check();
    return {};
  } catch (error) {
    return { refusal: toVaultError(error) };
  }
}
