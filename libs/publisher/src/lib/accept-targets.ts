import { VaultError } from '@ragnos-vault/errors';
import { REVOCATIONS_PATH, vendorOf, vendorRole } from '@ragnos-vault/metadata';
import type { TargetFile } from '@ragnos-vault/metadata';
import type { AcceptView } from './accept-view.ts';
import { isSameDelegations, isSameTarget } from './same-content.ts';
import { refusedSubmission } from './submission-error.ts';
import { submittingVendors, type Submission } from './submission.ts';
import { binsOf } from './vendor-roles.ts';

/** A target that a submission adds, or changes where it may. */
export interface TargetChange {
  readonly path: string;
  readonly role: string;
  readonly target: TargetFile;
  readonly kind: TargetKind;
  /** What is published under this path now; only of those that may change. */
  readonly old?: TargetFile;
}

export type TargetKind = 'archive' | 'attachment' | 'index' | 'revocations';

const INDEX = /^plugins\/[^/]+\/[^/]+\/index\.json$/i;
const ATTACHMENT = /^plugins\/[^/]+\/[^/]+\/[^/]+\/(sbom\.cdx|provenance)\.json$/;

/**
 * What a submission changes. Every path is one that its role is asked for, nothing that is published is gone or
 * other than it was, but for indexes and the list of revocations.
 *
 * @throws ERR_SUBMISSION_INVALID, ERR_VERSION_EXISTS
 */
export async function findChanges(
  submission: Submission,
  view: AcceptView,
): Promise<readonly TargetChange[]> {
  const scope = await scopeOf(submission, view);
  const before = new Map(await entriesOf(scope, view.before));
  for (const [path, target] of view.adopted) before.set(path, target);
  for (const [path, target] of before) await assertKept(path, target, view);
  const changes: TargetChange[] = [];
  for (const role of scope) {
    for (const [path, target] of (await view.after(role)).targets) {
      const old = before.get(path);
      const isNew = old === undefined || !isSameTarget(old, target);
      // `targets` may still list files of a vendor who has not submitted yet.
      if (isNew || role !== 'targets') await assertHeld(path, role, view);
      if (isNew) changes.push({ path, role, target, kind: kindOf(path), ...(old !== undefined && { old }) });
    }
  }
  return changes;
}

/** The roles that are submitted; where bins were given up or made, the old and the new ones. */
async function scopeOf({ roles }: Submission, view: AcceptView): Promise<readonly string[]> {
  const scope = new Set(roles.keys());
  for (const vendor of submittingVendors(roles.keys())) {
    const [before, after] = [await view.before(vendorRole(vendor)), await view.after(vendorRole(vendor))];
    if (isSameDelegations(before, after)) continue;
    for (const bin of [...binsOf(before), ...binsOf(after)]) scope.add(bin);
  }
  return [...scope];
}

async function entriesOf(
  roles: readonly string[],
  contentOf: AcceptView['before'],
): Promise<readonly (readonly [string, TargetFile])[]> {
  const entries: (readonly [string, TargetFile])[] = [];
  // What `targets` lists hides what a vendor lists, so it comes last.
  for (const role of [...roles].sort((a, b) => Number(a === 'targets') - Number(b === 'targets')))
    entries.push(...(await contentOf(role)).targets);
  return entries;
}

async function assertKept(path: string, target: TargetFile, view: AcceptView): Promise<void> {
  const now = await view.find(path);
  if (now !== undefined && (isSameTarget(target, now) || ['index', 'revocations'].includes(kindOf(path))))
    return;
  throw new VaultError(
    'ERR_VERSION_EXISTS',
    `the submission ${now === undefined ? 'drops' : 'changes'} what is published: ${path}`,
    { facts: { path } },
  );
}

async function assertHeld(path: string, role: string, view: AcceptView): Promise<void> {
  if ((await view.holderOf(path)) === role) return;
  const why =
    vendorOf(role) === undefined ? 'lists in targets what a vendor signs' : 'lists what is not its own';
  throw refusedSubmission(why, { role, path });
}

function kindOf(path: string): TargetKind {
  if (path === REVOCATIONS_PATH) return 'revocations';
  if (INDEX.test(path)) return 'index';
  return ATTACHMENT.test(path) ? 'attachment' : 'archive';
}
