import { loadContext, parseInputs, runAction } from '@ragnos-vault/actions-kit';
import { INSTALL_INPUTS } from '@ragnos-vault/api';
import { installAction } from './install-action.ts';
import { openRun } from './install-run.ts';

void runAction(async () => {
  const { env } = process;
  const inputs = parseInputs(INSTALL_INPUTS, env);
  await installAction(openRun({ inputs, context: await loadContext(env), env, now: new Date() }));
});
