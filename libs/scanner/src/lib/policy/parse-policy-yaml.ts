import { VaultError } from '@ragnos-vault/errors';
import { isScalar, parseDocument, visit, type Document } from 'yaml';
import { unknownKey } from './policy-error.ts';

/** The one value that a YAML text holds. @throws ERR_CONFIG_INVALID naming the key where there is one. */
export function readPolicyYaml(text: string): unknown {
  const document = parseDocument(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw notYaml(problem, keyAt(document, problem.pos[0]));
  // An object cannot hold it as a key, so that it would be lost before the schema sees it.
  visit(document, {
    Pair: (_key, { key }, ancestors) => {
      if (isScalar(key) && key.value === '__proto__') throw unknownKey(pathOf([...ancestors, { key }]), []);
    },
  });
  try {
    return document.toJS();
  } catch (cause) {
    throw notYaml(cause, lastAlias(document));
  }
}

function notYaml(cause: unknown, path: readonly string[]): VaultError {
  const [reason = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const key = path.join('.');
  const where = key === '' ? '' : ` at \`${key}\``;
  return new VaultError('ERR_CONFIG_INVALID', `the policy is not valid YAML${where}: ${reason}`, {
    facts: { key },
    cause,
  });
}

/** The key that a place of the text lies in, or is. */
function keyAt(document: Document, offset: number): readonly string[] {
  let found: readonly string[] = [];
  visit(document, {
    Pair: (_key, pair, ancestors) => {
      const [start] = isScalar(pair.key) ? (pair.key.range ?? []) : [];
      if (start !== undefined && start <= offset) found = pathOf([...ancestors, pair]);
    },
  });
  return found;
}

function lastAlias(document: Document): readonly string[] {
  let found: readonly string[] = [];
  visit(document, {
    Alias: (_key, _alias, ancestors) => {
      found = pathOf(ancestors);
    },
  });
  return found;
}

function pathOf(ancestors: readonly unknown[]): readonly string[] {
  return ancestors.flatMap((each) => {
    const key = typeof each === 'object' && each !== null && 'key' in each ? each.key : undefined;
    return isScalar(key) ? [String(key.value)] : [];
  });
}
