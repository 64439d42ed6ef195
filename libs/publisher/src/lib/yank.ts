import { VaultError } from '@ragnos-vault/errors';
import { encodePluginIndex, storedTargetPath, withVersion } from '@ragnos-vault/metadata';
import type { LiveRepository, PluginVersion, TopLevelRole } from '@ragnos-vault/metadata';
import { parseNamedVersion, parseReason, type NamedVersion } from './parse-plugin-version.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { findPublishedVersion } from './published-version.ts';
import { editRepository, type EditPorts, type RepositoryEdit } from './repository-edit.ts';
import { openRoleEdits } from './role-edits.ts';
import { toTargetFile } from './target-file.ts';

export interface YankInput {
  /** `NAME@VERSION`. */
  readonly plugin: string;
  /** Takes the yank back. */
  readonly undo?: boolean;
  /** Shown to whoever installs that very version. */
  readonly reason?: string;
  readonly config: VaultConfig;
  /** The vault's own root.json: where its publisher's trust starts. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
}

export interface YankReport extends NamedVersion {
  readonly status: 'yanked' | 'unyanked' | 'unchanged';
  /** Why it is yanked, now that this is done. */
  readonly reason?: string;
  /** The versions now live. */
  readonly versions: Readonly<Record<TopLevelRole, number>>;
}

/**
 * Takes a version out of every range, or back in; its bytes stay, and who names it exactly still gets it, with a
 * warning. The index of a plugin is signed with the keys of its vendor. What is so already is left as it is.
 *
 * @throws ERR_USAGE, what `findPublishedVersion` and `editRepository` throw.
 */
export async function yank(input: YankInput, ports: EditPorts): Promise<YankReport> {
  const named = parseNamedVersion(input.plugin);
  const change = changeOf(input);
  const plan = async (repository: LiveRepository): Promise<Plan> => {
    const edits = openRoleEdits(repository);
    const { path, index, listed } = await findPublishedVersion(named, edits.find, ports.store);
    const wanted = change(listed);
    if (isSame(listed, wanted)) return { result: resultOf('unchanged', wanted) };
    const bytes = encodePluginIndex(withVersion(index, wanted));
    const target = toTargetFile(bytes);
    await edits.put(path, target);
    const files = new Map([[storedTargetPath(path, target), bytes]]);
    const result = resultOf(wanted.yanked ? 'yanked' : 'unyanked', wanted);
    return { edit: { roles: edits.roles(), files, check: [path] }, result };
  };
  const { result, versions } = await editRepository({ ...input, plan }, ports);
  return { ...named, ...result, versions };
}

type Result = Pick<YankReport, 'status' | 'reason'>;
interface Plan {
  readonly edit?: RepositoryEdit;
  readonly result: Result;
}

function changeOf({ undo, reason }: YankInput): (listed: PluginVersion) => PluginVersion {
  if (undo !== true) {
    const said = reason === undefined ? undefined : parseReason(reason);
    return (listed) => yanked(listed, said);
  }
  if (reason === undefined) return unyanked;
  throw new VaultError('ERR_USAGE', 'a reason is for yanking, not for taking it back');
}

function resultOf(status: YankReport['status'], { yankedReason }: PluginVersion): Result {
  return { status, ...(yankedReason !== undefined && { reason: yankedReason }) };
}

/** To yank again without a reason keeps the one that was given. */
function yanked(listed: PluginVersion, reason = listed.yankedReason): PluginVersion {
  return { ...listed, yanked: true, ...(reason !== undefined && { yankedReason: reason }) };
}

function unyanked(listed: PluginVersion): PluginVersion {
  const { version, target, sha256, length, publishedAt, extra } = listed;
  return {
    ...{ version, target, sha256, length, publishedAt, yanked: false },
    ...(extra !== undefined && { extra }),
  };
}

function isSame(a: PluginVersion, b: PluginVersion): boolean {
  return a.yanked === b.yanked && a.yankedReason === b.yankedReason;
}
