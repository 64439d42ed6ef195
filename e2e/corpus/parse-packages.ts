import { z } from 'zod';

/** One package of the registry, pinned by version and by the digest of its archive. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity: `sha512-` and base64. */
  readonly integrity: string;
}

const packages = z.array(
  z.strictObject({
    name: z.string().min(1),
    version: z.string().min(1),
    integrity: z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/),
  }),
);

/** Reads `packages.json`. Anything that is not fully pinned throws. */
export function parsePackages(text: string): readonly PinnedPackage[] {
  return packages.parse(JSON.parse(text));
}
