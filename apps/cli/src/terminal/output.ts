import type { VaultError } from '@ragnos-vault/errors';
import { toDisplayText } from '@ragnos-vault/scanner/display-text';
import { isCi, isInteractive, type Io } from './io.ts';

/** Where a command's words go: data to stdout, people's words to stderr, one JSON value with `--json`. */
export interface Output {
  /** The result: `lines` for people, or `data` as the one JSON value on stdout. */
  result(data: object, lines: readonly string[]): void;
  /** Like `result`, for lines whose maker made them safe, and may have given them colours. */
  styled(data: object, lines: readonly string[]): void;
  /** A step that was done; shown on a terminal, and in CI. */
  progress(line: string): void;
  /** A line that the next word replaces; shown on a terminal only. */
  draw(line: string | undefined): void;
  /** A line of a running log, on stderr; with `--json` `data` on stdout, one value a line. */
  log(data: object, line: string): void;
  warn(line: string): void;
  error(error: VaultError): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** The terminals whose last line is one that is drawn: it belongs to them, whoever speaks next. */
const drawn = new WeakSet<object>();

export function createOutput(io: Io, json: boolean): Output {
  const clear = (): void => {
    if (drawn.delete(io.stderr)) io.stderr.write(CLEAR_LINE);
  };
  const out = (line: string): void => {
    clear();
    io.stdout.write(`${line}\n`);
  };
  const err = (line: string): void => {
    clear();
    io.stderr.write(`${toDisplayText(line)}\n`);
  };
  const asJson = (data: object): void => out(JSON.stringify(data, undefined, 2));
  const showsProgress = (isInteractive(io) || isCi(io)) && !json;
  return {
    result: (data, lines) => {
      if (json) asJson(data);
      else for (const line of lines) out(toDisplayText(line));
    },
    styled: (data, lines) => {
      if (json) asJson(data);
      else for (const line of lines) out(line);
    },
    progress: (line) => {
      if (showsProgress) err(`  ${line}`);
    },
    draw: (line) => {
      if (line === undefined || !isInteractive(io) || json) return;
      const shown = `  ${toDisplayText(line)}`.slice(0, (io.stderr.columns ?? 80) - 1);
      io.stderr.write(`${CLEAR_LINE}${shown}`);
      drawn.add(io.stderr);
    },
    log: (data, line) => {
      if (json) out(JSON.stringify(data));
      else err(line);
    },
    warn: (line) => err(`warning: ${line}`),
    error: (error) => {
      if (json) {
        asJson(error);
        return;
      }
      err(`error: ${error.message} (${error.code})`);
      err(`hint: ${error.hint}`);
    },
  };
}
