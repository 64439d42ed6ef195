export interface PluginOutput {
  readonly name: string;
  readonly status: string;
  readonly path: string;
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
