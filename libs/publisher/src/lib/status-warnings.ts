import type { RepositoryState } from '@ragnos-vault/metadata';
import { freshnessOf } from './freshness.ts';
import { outgrownRoles } from './outgrown-roles.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { allRoles, type RoleSurvey } from './survey-roles.ts';

/** A state that works, and that its operator should know of. Codes are public: add, never rename. */
export interface StatusWarning {
  readonly code:
    | 'root-key-beside-repository'
    | 'root-threshold'
    | 'root-due'
    | 'root-pending'
    | 'role-outgrown'
    | 'role-broken';
  readonly message: string;
}

export interface WarningInput {
  readonly state: RepositoryState;
  readonly survey: RoleSurvey;
  readonly config: VaultConfig;
  readonly now: Date;
  readonly rootKeyFiles?: readonly string[];
}

export function warningsOf(input: WarningInput): readonly StatusWarning[] {
  return [...rootWarnings(input), ...pendingWarnings(input), ...roleWarnings(input)];
}

function rootWarnings({ survey, config, now, rootKeyFiles = [] }: WarningInput): readonly StatusWarning[] {
  const root = survey.topLevel.find(({ role }) => role === 'root');
  const warnings: StatusWarning[] = rootKeyFiles.map((file) => ({
    code: 'root-key-beside-repository',
    message: `a root key lies beside the repository: ${file}. whoever takes this folder takes the repository for good; move it to a medium that is kept offline`,
  }));
  if (root?.trust.threshold === 1) {
    warnings.push({
      code: 'root-threshold',
      message:
        'one root key alone can replace every other key: a threshold of 2 survives the loss or theft of one',
    });
  }
  if (root !== undefined && freshnessOf({ ...root, role: 'root' }, { config, now }) !== 'fresh') {
    warnings.push({
      code: 'root-due',
      message: `root must be signed anew before ${root.expires.toISOString()}: start with \`ragnos-vault root draft\``,
    });
  }
  return warnings;
}

function pendingWarnings({ state: { root, timestamp } }: WarningInput): readonly StatusWarning[] {
  const { rootVersion = 1 } = timestamp.signed;
  if (rootVersion >= root.signed.version) return [];
  const message = `the publication of root v${root.signed.version} was cut short: \`ragnos-vault renew\` finishes it`;
  return [{ code: 'root-pending', message }];
}

function roleWarnings({ survey }: WarningInput): readonly StatusWarning[] {
  const contents = allRoles(survey).flatMap(({ role, content }) =>
    content === undefined ? [] : [[role, content] as const],
  );
  return [
    ...survey.broken.map(({ role, error }): StatusWarning => ({
      code: 'role-broken',
      message: `${role} cannot be used: ${error.message} (${error.code})`,
    })),
    ...outgrownRoles(new Map(contents)).map(({ role, targets }): StatusWarning => ({
      code: 'role-outgrown',
      message: `${role} lists ${targets} targets, more than it is planned for: see \`ragnos-vault rebalance\``,
    })),
  ];
}
