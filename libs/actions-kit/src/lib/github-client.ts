import type { getOctokit } from '@actions/github';
import type { ActionContext } from './parse-context.ts';

type Octokit = ReturnType<typeof getOctokit>;

/** The REST service of the server that runs the action; the token goes there and nowhere else. */
export interface GitHubClient extends Pick<Octokit, 'rest' | 'request'> {
  readonly owner: string;
  readonly repo: string;
}

/** Opens it, or nothing where there is no token. */
export async function openGitHub(
  token: string | undefined,
  { repository, apiUrl }: Pick<ActionContext, 'repository' | 'apiUrl'>,
): Promise<GitHubClient | undefined> {
  const [owner = '', repo = ''] = repository.split('/');
  if (token === undefined || owner === '' || repo === '') return undefined;
  const { getOctokit: open } = await import('@actions/github');
  const { rest, request } = open(token, { baseUrl: apiUrl });
  return { owner, repo, rest, request };
}
