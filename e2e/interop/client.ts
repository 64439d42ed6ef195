/** A TUF client, whoever wrote it. */
export interface Client {
  readonly name: string;
  /** Refreshes, then downloads in order. @throws Refusal where the client says no */
  readonly download: (input: DownloadInput) => Promise<readonly Uint8Array[]>;
  /** Kinds of repositories in which its newest release finds no target, with the reason. */
  readonly blindTo: ReadonlyMap<string, string>;
}

export interface DownloadInput {
  readonly url: string;
  /** The file of the root metadata to trust. */
  readonly trustedRoot: string;
  /** What the client keeps between its runs. */
  readonly folder: string;
  readonly targetPaths: readonly string[];
}

/** A client's no; its message holds the client's own words. */
export class Refusal extends Error {}
