export interface PackageLock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: boolean }>>;
}

/** Reads a package-lock.json that npm wrote. */
export function parseLock(text: string): PackageLock {
  return JSON.parse(text) as PackageLock;
}

export type Targets = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The projects of a file that `nx graph --file` wrote, by name. */
export function parseGraph(text: string): Readonly<Record<string, { readonly targets: Targets }>> {
  const { graph } = JSON.parse(text) as {
    readonly graph: {
      readonly nodes: Readonly<Record<string, { readonly data: { readonly targets: Targets } }>>;
    };
  };
  return Object.fromEntries(Object.entries(graph.nodes).map(([name, { data }]) => [name, data]));
}

/** The object that a file of JSON holds. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
