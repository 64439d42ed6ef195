import { fulcioHandler, initializeCA, initializeTSA, tsaHandler } from '@sigstore/mock';
import { generateKeyPairSync, sign } from 'node:crypto';

/** A host below ghe.com, which the toolkit takes for a GitHub with the services of github.com. */
export const SERVER = 'https://e2e.ghe.com';
const ISSUER = 'https://token.actions.e2e.ghe.com';

export interface SigstoreAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Answers by path: the identity of the job, its issuer, a certificate authority, and a clock that signs. */
export type FakeSigstore = (path: string, body: Buffer) => Promise<SigstoreAnswer | undefined>;

export async function startSigstore(): Promise<FakeSigstore> {
  const pair = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const issuer = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const token = identityToken(issuer.privateKey);
  const services = [
    fulcioHandler(await initializeCA(pair()), { strict: false }),
    tsaHandler(await initializeTSA(pair()), { strict: false }),
  ];
  const documents = new Map<string, object>([
    ['/oidc', { value: token }],
    ['/.well-known/openid-configuration', { jwks_uri: `${ISSUER}/jwks` }],
    ['/jwks', { keys: [{ ...issuer.publicKey.export({ format: 'jwk' }), kid: 'e2e', alg: 'RS256' }] }],
  ]);
  return async (path, body) => {
    const document = documents.get(path.replace(/\?.*$/, ''));
    if (document !== undefined)
      return { status: 200, type: 'application/json', body: JSON.stringify(document) };
    const service = services.find((each) => each.path === path);
    if (service === undefined) return undefined;
    const { statusCode, response, contentType = 'text/plain' } = await service.fn(body.toString());
    const bytes =
      typeof response === 'string'
        ? response
        : new Uint8Array(response.buffer, response.byteOffset, response.byteLength);
    return { status: statusCode, type: contentType, body: bytes };
  };
}

/** As a job of GitHub has it. */
function identityToken(key: Parameters<typeof sign>[2]): string {
  const claims = {
    ...{ iss: ISSUER, aud: 'nobody', sub: 'repo:acme/plugins:ref:refs/heads/main', event_name: 'push' },
    ...{
      ref: 'refs/heads/main',
      sha: '1'.repeat(40),
      repository: 'acme/plugins',
      runner_environment: 'github-hosted',
    },
    ...{ repository_id: '1', repository_owner_id: '2', run_id: '1', run_attempt: '1' },
    workflow_ref: 'acme/plugins/.github/workflows/publish.yml@refs/heads/main',
    job_workflow_ref: 'acme/plugins/.github/workflows/publish.yml@refs/heads/main',
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const text = [{ alg: 'RS256', kid: 'e2e', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
