/** Counts what held and what did not, and says so line by line. */
export interface Tally {
  /**
   * Runs one check: what resolves has passed, what throws has failed; it never rejects. A text it resolves to is
   * printed behind the title. Resolves to whether it passed.
   */
  readonly check: (title: string, run: () => Promise<unknown>) => Promise<boolean>;
}

/** Runs checks, prints `N passed, N failed` as the last line, and sets the exit code of this process. */
export async function runTally(run: (tally: Tally) => Promise<void>): Promise<void> {
  const begun = performance.now();
  let passed = 0;
  let failed = 0;

  function fail(title: string, error: unknown): void {
    failed += 1;
    console.log(`FAILED ${title}`);
    console.log(error);
  }

  async function check(title: string, one: () => Promise<unknown>): Promise<boolean> {
    const start = performance.now();
    try {
      const detail = await one();
      passed += 1;
      console.log(`ok ${title} ${typeof detail === 'string' ? detail : millis(start)}`);
      return true;
    } catch (error) {
      fail(title, error);
      return false;
    }
  }

  await run({ check }).catch((error: unknown) => fail('not all checks were run', error));
  console.log(`in ${millis(begun)}`);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

function millis(since: number): string {
  return `${(performance.now() - since).toFixed(0)} ms`;
}
