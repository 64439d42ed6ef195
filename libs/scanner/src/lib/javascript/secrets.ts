/** A secret of the environment, and the hosts it is meant for: only there may honest code send it. */
interface KnownSecret {
  readonly name: RegExp;
  readonly issuers: readonly string[];
}

const KNOWN_SECRETS: readonly KnownSecret[] = [
  {
    name: /^(?:NPM_(?:AUTH_)?TOKEN|NODE_AUTH_TOKEN|NPM_CONFIG__AUTH(?:TOKEN)?)$/i,
    issuers: ['npmjs.org', 'npmjs.com', 'npm.pkg.github.com'],
  },
  {
    name: /^(?:GITHUB_TOKEN|GH_TOKEN|GITHUB_PAT|GH_PAT|GHP_TOKEN|INPUT_GITHUB-TOKEN)$/,
    issuers: ['github.com', 'githubusercontent.com', 'models.github.ai'],
  },
  {
    name: /^ACTIONS_(?:RUNTIME|ID_TOKEN_REQUEST)_TOKEN$/,
    issuers: ['githubusercontent.com'],
  },
  { name: /^(?:CI_JOB_TOKEN|GITLAB_TOKEN)$/, issuers: ['gitlab.com'] },
  {
    name: /^AWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN|ACCESS_KEY_ID|SECRET_KEY)$/,
    issuers: ['amazonaws.com', 'amazonaws.com.cn'],
  },
  {
    name: /^AZURE_(?:CLIENT_SECRET|PASSWORD)$|^ARM_CLIENT_SECRET$/,
    issuers: ['microsoftonline.com', 'azure.com', 'windows.net'],
  },
  {
    name: /^(?:GOOGLE_APPLICATION_CREDENTIALS|GCP_SA_KEY|GCLOUD_SERVICE_KEY)$/,
    issuers: ['googleapis.com', 'google.com'],
  },
  { name: /^(?:CIRCLE_TOKEN|CIRCLECI_TOKEN)$/, issuers: ['circleci.com'] },
  { name: /^TRAVIS_TOKEN$/, issuers: ['travis-ci.com', 'travis-ci.org'] },
  { name: /^(?:DOCKER_PASSWORD|DOCKERHUB_TOKEN|DOCKER_AUTH_CONFIG)$/, issuers: ['docker.com', 'docker.io'] },
  { name: /^HEROKU_API_(?:KEY|TOKEN)$/, issuers: ['heroku.com'] },
  { name: /^VERCEL_TOKEN$/, issuers: ['vercel.com'] },
  { name: /^NETLIFY_AUTH_TOKEN$/, issuers: ['netlify.com'] },
  { name: /^(?:CLOUDFLARE|CF)_API_(?:TOKEN|KEY)$/, issuers: ['cloudflare.com'] },
  { name: /^(?:DIGITALOCEAN_(?:ACCESS_)?TOKEN|DO_TOKEN)$/, issuers: ['digitalocean.com'] },
  { name: /^STRIPE_SECRET_KEY$/, issuers: ['stripe.com'] },
  { name: /^OPENAI_API_KEY$/, issuers: ['openai.com'] },
  { name: /^ANTHROPIC_API_KEY$/, issuers: ['anthropic.com'] },
  { name: /^SLACK_(?:BOT_)?TOKEN$/, issuers: ['slack.com'] },
  {
    name: /^(?:VAULT_TOKEN|KUBECONFIG|SSH_PRIVATE_KEY|GPG_PRIVATE_KEY|DATABASE_URL|PGPASSWORD|MYSQL_PWD)$/,
    issuers: [],
  },
];

/** Whether an environment variable is a secret that belongs to somebody else than the plugin. */
export function isKnownSecret(variable: string): boolean {
  return KNOWN_SECRETS.some(({ name }) => name.test(variable));
}

/** Whether `host` belongs to the party that issued the secret. */
export function isIssuer(variable: string, host: string): boolean {
  const issuers = KNOWN_SECRETS.filter(({ name }) => name.test(variable)).flatMap((secret) => secret.issuers);
  return issuers.some((issuer) => host === issuer || host.endsWith(`.${issuer}`));
}

const CREDENTIAL_FILES: readonly RegExp[] = [
  /(?:^|[/~\u{FFFC}])\.(?:npmrc|netrc|pypirc|git-credentials|vault-token|pgpass|my\.cnf)$/u,
  /(?:^|\/)\.ssh(?:\/|$)/,
  /(?:^|\/)\.aws\/(?:credentials|config|sso)/,
  /(?:^|\/)\.azure\/(?:accessTokens|msal_token|azureProfile)/,
  /(?:^|\/)(?:\.config\/)?gcloud\/(?:credentials|access_tokens|application_default|legacy_credentials)/,
  /(?:^|\/)\.kube\/config/,
  /(?:^|\/)\.docker\/config\.json/,
  /(?:^|\/)\.gnupg(?:\/|$)/,
  /(?:^|\/)\.config\/(?:gh\/hosts|hub$|solana\/id\.json)/,
  /(?:^|\/)(?:\.bash_history|\.zsh_history|\.node_repl_history)$/,
  /^\/etc\/(?:shadow|passwd)$/,
  /^\/proc\/(?:self|\d+)\/environ$/,
  /(?:Login Data|Local State|Cookies|key4\.db|logins\.json|Web Data)$/,
  /(?:^|\/)(?:wallet\.dat|login\.keychain(?:-db)?|exodus\.wallet)/,
  /nkbihfbeogaeaoehlefnkodbefgpgknn|Local Extension Settings/,
  /\/var\/run\/secrets\/kubernetes\.io\/serviceaccount\/token$/,
  /(?:discord\w*\/Local Storage\/leveldb|Telegram Desktop\/tdata|Electrum\/wallets|Exodus\/exodus|\.local\/share\/keyrings)/i,
];

/** Whether a path, which may hold holes, names a file that holds somebody's credentials. */
export function isCredentialFile(path: string): boolean {
  const normal = path.replaceAll('\\', '/');
  return CREDENTIAL_FILES.some((pattern) => pattern.test(normal));
}

/** Who issued what is in a credential file, or what a cloud tells a machine. */
const ISSUERS_OF_FILES: readonly KnownSecret[] = [
  { name: /\.npmrc$/, issuers: ['npmjs.org', 'npmjs.com', 'npm.pkg.github.com'] },
  { name: /\.pypirc$/, issuers: ['pypi.org'] },
  { name: /\.aws\/|latest\/meta-data|v2\/credentials/, issuers: ['amazonaws.com', 'amazonaws.com.cn'] },
  { name: /gcloud\/|computeMetadata/, issuers: ['googleapis.com', 'google.com'] },
  {
    name: /\.azure\/|metadata\/identity/,
    issuers: ['microsoftonline.com', 'azure.com', 'azure.net', 'windows.net'],
  },
  { name: /\.docker\//, issuers: ['docker.com', 'docker.io'] },
  { name: /gh\/hosts|config\/hub|\.git-credentials/, issuers: ['github.com', 'gitlab.com', 'bitbucket.org'] },
];

/** Whether `host` belongs to the party that issued what is in a credential file. */
export function isIssuerOfFile(path: string, host: string): boolean {
  const normal = path.replaceAll('\\', '/');
  const issuers = ISSUERS_OF_FILES.filter(({ name }) => name.test(normal)).flatMap((file) => file.issuers);
  return issuers.some((issuer) => host === issuer || host.endsWith(`.${issuer}`));
}

/** Names below an issuer's own that anybody gets who pays: buckets, machines, gateways, functions. */
const CUSTOMERS_HOSTS: readonly RegExp[] = [
  /(?:^|\.)(?:s3[a-z0-9.-]*|execute-api\.[a-z0-9-]+|compute(?:-1)?|[a-z0-9-]+\.compute|elb|elb\.[a-z0-9-]+|[a-z0-9-]+\.elb)\.amazonaws\.com(?:\.cn)?$/,
  /(?:^|\.)(?:core\.windows\.net|cloudapp\.azure\.com|servicebus\.windows\.net)$/,
  /(?:^|\.)(?:storage|script|run)\.googleapis\.com$|(?:^|\.)(?:sites|script|docs|forms)\.google\.com$/,
  /^gist\.github\.com$/,
];

/** Whether a host below the name of an issuer may belong to any customer of theirs. */
export function isCustomersHost(host: string): boolean {
  return CUSTOMERS_HOSTS.some((pattern) => pattern.test(host));
}
