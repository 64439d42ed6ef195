import assert from 'node:assert/strict';
import { join } from 'node:path';
import { userState } from '@ragnos-vault/testing';
import { runAct, type ActRun, type ActWorld } from './run-act.ts';
import { makeSite, type Site } from './site.ts';

/** A push of a tag, and one of the main branch. */
export const TAG = { event: 'push', payload: { ref: 'refs/tags/@acme/hello@1.2.0' } };
export const BRANCH = { event: 'push', payload: { ref: 'refs/heads/main' } };

/** How examples are run. */
export interface Examples {
  /** Makes a site with one of them, and with a vault where one is named. */
  readonly site: (
    name: string,
    input: { readonly example: string; readonly vault?: string },
  ) => Promise<Site>;
  /** Runs it to a good end that touches nothing of the user's and tells no key. Resolves to the log. */
  readonly run: (what: ActRun, where: Site) => Promise<string>;
}

export function examplesIn(world: ActWorld & { readonly dir: string }): Examples {
  return {
    site: (name, { example, ...input }) =>
      makeSite(join(world.dir, name), { workflows: [`examples/workflows/${example}.yml`], ...input }),
    run: async (what, where) => {
      const before = userState(where.clone);
      const { code, log } = await runAct(what, where, world);
      assert.equal(code, 0, log);
      assert.deepEqual(userState(where.clone), before, 'the clone is as it was');
      for (const line of where.secret
        .split('\n')
        .filter((text) => text.length > 20 && !text.startsWith('---')))
        assert.ok(!log.includes(line), 'no key is printed');
      return log;
    },
  };
}

/** The archives that are published. */
export function published({ remote }: Site): readonly string[] {
  return remote.files('vault').filter((path) => path.endsWith('.tgz'));
}
