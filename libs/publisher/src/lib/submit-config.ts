import { DEFAULT_PERIODS, durationMs, type RolePeriods, type VaultConfig } from './parse-vault-config.ts';

/** The configuration of who has no vault: default periods, and no signers. */
export function keylessConfig(): VaultConfig {
  const [root, targets, snapshot, timestamp] = [
    periodsOf('root'),
    periodsOf('targets'),
    periodsOf('snapshot'),
    periodsOf('timestamp'),
  ];
  return { version: 1, store: 'repository', roles: { root, targets, snapshot, timestamp } };
}

function periodsOf(role: keyof typeof DEFAULT_PERIODS): RolePeriods {
  const { expires, signing } = DEFAULT_PERIODS[role];
  return { expires: durationMs(expires), signing: durationMs(signing), signers: [] };
}
