/** What an answer of GitHub's REST service that refuses a token has. */
interface Refusal {
  readonly status: number;
  readonly url: string;
}

const PERMISSIONS: readonly (readonly [RegExp, string])[] = [
  [/\/releases\b/, 'contents: write'],
  [/\/issues\b|\/search\/issues\b/, 'issues: write'],
  [/\/contents\b|\/git\//, 'contents: write'],
];

/** The YAML to add where GitHub refused for a permission that the token lacks; `undefined` for any other failure. */
export function missingPermission(error: unknown): string | undefined {
  const refusal = refusalOf(error);
  if (refusal === undefined || ![403, 404].includes(refusal.status)) return undefined;
  const [, permission] = PERMISSIONS.find(([path]) => path.test(refusal.url)) ?? [];
  if (permission === undefined) return undefined;
  return `the token of this job may not do that; add \`permissions: { ${permission} }\` to the job`;
}

function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('status' in error) || !('request' in error)) return undefined;
  const { status, request } = error;
  const hasUrl = typeof request === 'object' && request !== null && 'url' in request;
  if (typeof status !== 'number' || !hasUrl || typeof request.url !== 'string') return undefined;
  return { status, url: request.url };
}
