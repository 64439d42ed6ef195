import { assertMetaFile, parseRevocations, parseTargetPath, storedTargetPath } from '@ragnos-vault/metadata';
import type { LiveRepository, RepositoryStore, TargetFile, TargetsContent } from '@ragnos-vault/metadata';
import type { AcceptInput } from './accept.ts';
import { assertOwned } from './accept-archive.ts';
import { assertIndex, assertListed } from './accept-index.ts';
import { assertAcceptableRoles, isAccepted } from './accept-roles.ts';
import { findChanges, type TargetChange } from './accept-targets.ts';
import { openAcceptView, type AcceptView } from './accept-view.ts';
import type { PreparedPlugin } from './prepare-plugin.ts';
import { readTarget } from './read-target.ts';
import type { RepositoryEdit } from './repository-edit.ts';
import { refusedSubmission } from './submission-error.ts';
import type { Submission } from './submission.ts';

export interface AcceptPlan {
  /** Absent where the submission is live already. */
  readonly edit?: RepositoryEdit;
  readonly result: AcceptResult;
}

export interface AcceptResult {
  /** Whether anything of the submission is not live yet. */
  readonly isNew: boolean;
  readonly plugins: readonly PreparedPlugin[];
  /** Targets that are added or changed. */
  readonly changed: readonly string[];
  /** Targets that leave `targets` for the vendor's role. */
  readonly adopted: number;
}

export interface AcceptPlanInput extends Pick<AcceptInput, 'config' | 'now'> {
  readonly submission: Submission;
  readonly repository: LiveRepository;
  readonly store: RepositoryStore;
  /** Reads and scans an archive; asked again after a lost race. */
  readonly admit: (submitted: SubmittedArchive, repository: LiveRepository) => Promise<PreparedPlugin>;
}

export interface SubmittedArchive {
  readonly change: TargetChange;
  readonly archive: Uint8Array;
}

const NOTHING_NEW: AcceptResult = { isNew: false, plugins: [], changed: [], adopted: 0 };

/**
 * Decides whether a submission may become live on the state that is live now.
 *
 * @throws what `assertAcceptableRoles`, `findChanges`, `admitArchive` and `assertIndex` throw.
 */
export async function planAccept(input: AcceptPlanInput): Promise<AcceptPlan> {
  const { submission, repository, store } = input;
  if (await isAccepted(submission, repository)) return { result: NOTHING_NEW };
  const view = openAcceptView(submission, repository);
  await assertAcceptableRoles({ ...input, view }, store);
  const changes = await findChanges(submission, view);
  const plugins: PreparedPlugin[] = [];
  for (const change of changes) {
    const plugin = await admitChange(change, view, input);
    if (plugin !== undefined) plugins.push(plugin);
  }
  for (const plugin of plugins) assertListed(plugin, await indexOf(plugin, view, input));
  const changed = changes.map(({ path }) => path);
  const edit: RepositoryEdit = {
    roles: withoutAdopted(view, repository),
    signed: submission.roles,
    files: submission.files,
    check: changed,
  };
  return { edit, result: { isNew: true, plugins, changed, adopted: view.adopted.size } };
}

async function admitChange(
  change: TargetChange,
  view: AcceptView,
  input: AcceptPlanInput,
): Promise<PreparedPlugin | undefined> {
  const { path, kind, old, target } = change;
  parseTargetPath(path);
  const bytes = submittedBytes(path, target, input.submission);
  if (kind === 'archive') {
    const plugin = await input.admit({ change, archive: bytes }, input.repository);
    await assertOwned(plugin, change.role, view);
    return plugin;
  }
  if (kind === 'revocations') parseRevocations(bytes);
  if (kind === 'index') {
    await assertIndex(path, { bytes, old: old && (await readTarget(input.store, path, old)) }, view);
  }
  return undefined;
}

function submittedBytes(path: string, target: TargetFile, { files }: Submission): Uint8Array {
  const bytes = files.get(storedTargetPath(path, target));
  if (bytes === undefined) throw refusedSubmission('lacks a target that it adds', { path });
  assertMetaFile(path, { length: target.length, hashes: Object.fromEntries(target.hashes) }, bytes);
  return bytes;
}

async function indexOf(
  { indexPath }: PreparedPlugin,
  view: AcceptView,
  { submission, store }: AcceptPlanInput,
): Promise<Uint8Array | undefined> {
  const target = await view.find(indexPath);
  if (target === undefined) return undefined;
  return submission.files.get(storedTargetPath(indexPath, target)) ?? readTarget(store, indexPath, target);
}

function withoutAdopted(
  { adopted }: AcceptView,
  { state }: LiveRepository,
): ReadonlyMap<string, TargetsContent> {
  const { signed } = state.targets;
  if (adopted.size === 0) return new Map();
  const targets = new Map([...signed.targets].filter(([path]) => !adopted.has(path)));
  return new Map([['targets', { ...signed, targets }]]);
}
