import * as Enums from '@cyclonedx/cyclonedx-library/Enums';
import * as Models from '@cyclonedx/cyclonedx-library/Models';
import * as Serialize from '@cyclonedx/cyclonedx-library/Serialize';
import * as Spec from '@cyclonedx/cyclonedx-library/Spec';
import { toLicence } from './sbom-licence.ts';
import { inventoryOf, type Package } from './sbom-inventory.ts';
import { toRelativeUri } from './sarif-location.ts';
import type { FileMember } from '@ragnos-vault/archive';
import type { Tool } from './tool.ts';

export interface SbomInput {
  readonly files: readonly FileMember[];
  readonly name: string;
  readonly version: string;
  /** Of the archive, in lower-case hexadecimal. */
  readonly sha256: string;
  /** SOURCE_DATE_EPOCH; without it the bill has no time, so that it can be made again. */
  readonly timestamp?: Date;
}

/**
 * Writes the bill of materials of a plugin as CycloneDX 1.6 in JSON: itself, what it bundles, what its shrinkwrap pins, and
 * what it declares to need. The same archive gives the same bytes.
 */
export function toSbom(input: SbomInput, tool: Tool): string {
  const { top, packages } = inventoryOf(input);
  const self = toComponent(top);
  self.hashes.set(Enums.HashAlgorithm['SHA-256'], input.sha256);
  const components = new Map(packages.map((each) => [each.path, toComponent(each)]));
  for (const { path, needs } of [top, ...packages]) {
    const from = path === top.path ? self : components.get(path);
    for (const need of needs) {
      const to = components.get(need);
      if (to !== undefined) from?.dependencies.add(to.bomRef);
    }
  }
  const bom = new Models.Bom({
    serialNumber: serialNumberOf(input.sha256),
    components: new Models.ComponentRepository(components.values()),
    metadata: new Models.Metadata({
      component: self,
      tools: new Models.Tools({ components: new Models.ComponentRepository([toolComponent(tool)]) }),
      ...(input.timestamp !== undefined && { timestamp: input.timestamp }),
    }),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function toolComponent({ name, version }: Tool): Models.Component {
  return new Models.Component(Enums.ComponentType.Application, name, { version });
}

function toComponent(each: Package): Models.Component {
  const { path, name, version, licence, sha512 } = each;
  const [group, short] = /^(@[^/]+)\/(.+)$/.exec(name)?.slice(1) ?? [undefined, name];
  const component = new Models.Component(Enums.ComponentType.Library, short ?? name, {
    bomRef: path === '' ? 'plugin' : path,
    purl: `pkg:npm/${toRelativeUri(name)}${version === undefined ? '' : `@${encodeURIComponent(version)}`}`,
    ...(group !== undefined && { group }),
    ...(version !== undefined && { version }),
    ...(each.range !== undefined && {
      properties: new Models.PropertyRepository([new Models.Property('ragnos-vault:range', each.range)]),
    }),
  });
  if (licence !== undefined) component.licenses.add(toLicence(licence));
  if (sha512 !== undefined) component.hashes.set(Enums.HashAlgorithm['SHA-512'], sha512);
  return component;
}

/** RFC 9562, version 8: made of the digest of the archive. */
function serialNumberOf(sha256: string): string {
  const parts = [
    sha256.slice(0, 8),
    sha256.slice(8, 12),
    `8${sha256.slice(13, 16)}`,
    `8${sha256.slice(17, 20)}`,
    sha256.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
