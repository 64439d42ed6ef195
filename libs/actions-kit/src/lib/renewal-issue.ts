import type { GitHubClient } from './github-client.ts';

/** Finds the issue again, whatever people made of its title. */
const MARKER = '<!-- ragnos-vault: renewal -->';
const TITLE = 'The scheduled renewal of the plugin repository fails';
const LABEL = 'ragnos-vault';

/**
 * Keeps one issue about a renewal that fails: opens it the first time, and writes it anew after that.
 *
 * @throws what the REST service throws; see `missingPermission`
 */
export async function reportFailedRenewal(text: string, client: GitHubClient): Promise<number> {
  const { owner, repo, rest } = client;
  const body = `${MARKER}\n${text}`;
  const issue_number = await findIssue(client);
  if (issue_number !== undefined) {
    await rest.issues.update({ owner, repo, issue_number, body });
    return issue_number;
  }
  const { data } = await rest.issues.create({ owner, repo, title: TITLE, body, labels: [LABEL] });
  return data.number;
}

/** Closes that issue, where there is one, once a renewal works again. @throws what the REST service throws */
export async function closeFailedRenewal(client: GitHubClient): Promise<void> {
  const { owner, repo, rest } = client;
  const issue_number = await findIssue(client);
  if (issue_number !== undefined) await rest.issues.update({ owner, repo, issue_number, state: 'closed' });
}

async function findIssue({ owner, repo, rest }: GitHubClient): Promise<number | undefined> {
  const { data } = await rest.issues.listForRepo({
    owner,
    repo,
    state: 'open',
    labels: LABEL,
    per_page: 100,
  });
  return data.find(({ body }) => body?.startsWith(MARKER) === true)?.number;
}
