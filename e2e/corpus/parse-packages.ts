import { z } from 'zod';

/** One package of the registry, pinned by version and by the digest of its archive. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity: `sha512-` and base64. */
  readonly integrity: string;
  /** Whether it takes so long to scan that it is left out where not all of a list is asked for. */
  readonly large?: true | undefined;
}

const packages = z.array(
  z.strictObject({
    name: z.string().min(1),
    version: z.string().min(1),
    integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/),
    large: z.literal(true).optional(),
  }),
);

/** Reads `packages.json`. Anything that is not fully pinned throws. */
export function parsePackages(text: string): readonly PinnedPackage[] {
  return packages.parse(JSON.parse(text));
}
