export interface PluginOutput {
  readonly name: string;
  readonly status: string;
  readonly path: string;
  readonly sha256: string;
  readonly targetPath: string;
}

export function parsePlugins(text: string | undefined): readonly PluginOutput[] {
  return JSON.parse(text ?? '[]') as readonly PluginOutput[];
}

export function parseRecord(text: string | undefined): Readonly<Record<string, unknown>> {
  return JSON.parse(text ?? '{}') as Readonly<Record<string, unknown>>;
}

/** The rules of all results of a SARIF file, sorted. */
export function parseRules(text: string): readonly string[] {
  const { runs } = JSON.parse(text) as {
    readonly runs: readonly { results: readonly { ruleId: string }[] }[];
  };
  return runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId)).sort();
}

/** What an in-toto statement says. */
export interface Statement {
  readonly predicateType: string;
  readonly subject: readonly object[];
}

/** The statement in the DSSE envelope of a Sigstore bundle. */
export function parseStatement(bundle: unknown): Statement {
  const { dsseEnvelope } = bundle as { readonly dsseEnvelope: { readonly payload: string } };
  return JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()) as Statement;
}
