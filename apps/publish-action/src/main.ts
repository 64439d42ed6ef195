import { loadContext, maskKeys, parseInputs, runAction } from '@ragnos-vault/actions-kit';
import { PUBLISH_INPUTS } from '@ragnos-vault/api';
import { publishAction } from './publish-action.ts';
import { withOutputs } from './publish-outputs.ts';
import { renewAction } from './renew-action.ts';

void runAction(() =>
  withOutputs(async (say) => {
    const { env } = process;
    const secret = env['INPUT_SIGNING-KEYS'];
    if (secret !== undefined && secret !== '') maskKeys(secret);
    const inputs = parseInputs(PUBLISH_INPUTS, env);
    const run = { inputs, context: await loadContext(env), env, now: new Date(), say };
    await (inputs.mode === 'renew' ? renewAction(run) : publishAction(run));
  }),
);
