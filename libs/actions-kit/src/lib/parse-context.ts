type Fields = Readonly<Record<string, unknown>>;
type Env = Readonly<Record<string, string | undefined>>;

/** What started a run, as far as the actions look at it. */
export interface ActionContext {
  readonly eventName: string;
  /** The tag that the run is for. */
  readonly tag?: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly runUrl: string;
  readonly workspace: string;
  readonly tempDir: string;
  /** Where secrets are withheld: `a fork` or `Dependabot`. */
  readonly withoutSecrets?: string;
  readonly isSelfHosted: boolean;
  /** A server of one's own; some of its services are older. */
  readonly isGhes: boolean;
  /** The release that started the run. */
  readonly releaseId?: number;
}

/** Reads what the runner says of a run; `event` is the text of its event file. */
export function parseContext(env: Env, event: string): ActionContext {
  const payload = objectOf(parseEvent(event));
  const [repository, serverUrl] = [env['GITHUB_REPOSITORY'] ?? '', env['GITHUB_SERVER_URL'] ?? ''];
  const release = objectOf(payload['release'])['id'];
  const tag = env['GITHUB_REF_TYPE'] === 'tag' ? env['GITHUB_REF_NAME'] : undefined;
  const withoutSecrets = withholderOf(payload, env);
  return {
    eventName: env['GITHUB_EVENT_NAME'] ?? '',
    repository,
    serverUrl,
    apiUrl: env['GITHUB_API_URL'] ?? '',
    runUrl: `${serverUrl}/${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}`,
    workspace: env['GITHUB_WORKSPACE'] ?? '.',
    tempDir: env['RUNNER_TEMP'] ?? '.',
    isSelfHosted: env['RUNNER_ENVIRONMENT'] === 'self-hosted',
    isGhes: isGhes(serverUrl),
    ...(tag !== undefined && { tag }),
    ...(withoutSecrets !== undefined && { withoutSecrets }),
    ...(typeof release === 'number' && { releaseId: release }),
  };
}

function withholderOf(payload: Fields, env: Env): string | undefined {
  const head = objectOf(objectOf(objectOf(payload['pull_request'])['head'])['repo']);
  if (head['fork'] === true) return 'a fork';
  return env['GITHUB_ACTOR'] === 'dependabot[bot]' ? 'Dependabot' : undefined;
}

/** As the toolkit tells them apart: github.com, ghe.com and names of this machine are no server of one's own. */
function isGhes(serverUrl: string): boolean {
  const host = URL.canParse(serverUrl) ? new URL(serverUrl).hostname.toUpperCase() : 'GITHUB.COM';
  return !(host === 'GITHUB.COM' || host.endsWith('.GHE.COM') || host.endsWith('.LOCALHOST'));
}

/** The file is the runner's own. */
function parseEvent(text: string): unknown {
  return text === '' ? {} : JSON.parse(text);
}

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
