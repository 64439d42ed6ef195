/** Runs named checks one after the other, prints a line for each, and counts. */
export interface Checks {
  /** A check passes if `work` does not throw. */
  readonly check: (name: string, work: () => void | Promise<void>) => Promise<void>;
  /** Prints `N passed, N failed` and sets the exit code. */
  readonly close: () => void;
}

export function openChecks(): Checks {
  let passed = 0;
  let failed = 0;
  return {
    check: async (name, work) => {
      try {
        await work();
        passed += 1;
        console.log(`ok - ${name}`);
      } catch (error) {
        failed += 1;
        console.log(`not ok - ${name}\n${messageOf(error)}`);
      }
    },
    close: () => {
      console.log(`${passed} passed, ${failed} failed`);
      process.exitCode = failed === 0 ? 0 : 1;
    },
  };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^/gm, '    ');
}
