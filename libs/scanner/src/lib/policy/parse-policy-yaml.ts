import { VaultError } from '@ragnos-vault/errors';
import { parseDocument } from 'yaml';

/** The one value that a YAML text holds. @throws ERR_CONFIG_INVALID */
export function readPolicyYaml(text: string): unknown {
  const document = parseDocument(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw notYaml(problem);
  try {
    return document.toJS();
  } catch (cause) {
    throw notYaml(cause);
  }
}

function notYaml(cause: unknown): VaultError {
  const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return new VaultError('ERR_CONFIG_INVALID', `the policy is not valid YAML: ${reason}`, { cause });
}
