declare module 'npm-packlist' {
  /** What npm-packlist 11 reads of a node of npm's own dependency tree. */
  export interface PackNode {
    readonly path: string;
    readonly package: PackPackage;
    readonly isProjectRoot: boolean;
    readonly isLink: boolean;
    readonly target: PackNode;
    readonly edgesOut: ReadonlyMap<string, PackEdge>;
  }

  export interface PackEdge {
    readonly peer: boolean;
    readonly dev: boolean;
    readonly to: PackNode;
  }

  export interface PackPackage {
    readonly main?: string;
    readonly browser?: string;
    readonly files?: readonly string[];
    readonly bin?: Readonly<Record<string, string>>;
    readonly bundleDependencies?: readonly string[];
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }

  /** The files to pack, relative to the node's path; a name that begins with `@` has `./` before it. */
  const packlist: (tree: PackNode) => Promise<string[]>;
  export { packlist as default };
}
