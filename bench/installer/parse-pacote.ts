export interface Pacote {
  extract(spec: string, folder: string, options: Readonly<Record<string, string>>): Promise<unknown>;
}

/** What pacote exports, as far as it is used; it lies outside of the workspace and has no types. */
export function parsePacote(module: unknown): Pacote {
  const { default: pacote } = module as { readonly default?: Partial<Pacote> };
  if (typeof pacote?.extract !== 'function') throw new Error('this is not pacote');
  return pacote as Pacote;
}
