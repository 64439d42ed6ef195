import { Ajv, type ErrorObject } from 'ajv';
import * as formats from 'ajv-formats';
import { readFileSync } from 'node:fs';

/** Says what of a value a JSON schema does not allow. For specs. */
export type Validate = (value: unknown) => readonly string[];

/** The official schema of SARIF 2.1.0; ajv has left draft 4, whose only word used here is `id`. */
export function sarifValidator(): Validate {
  const url = new URL('../../../../vectors/sarif/sarif-schema-2.1.0.json', import.meta.url);
  const { id, $schema, ...schema } = JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>;
  if ($schema !== 'http://json-schema.org/draft-04/schema#') throw new Error('another draft');
  return validatorOf({ $id: id, ...schema });
}

/** Validates against `schema`, which may refer to `others` by their addresses. */
export function validatorOf(schema: object, others: ReadonlyMap<string, object> = new Map()): Validate {
  const ajv = new Ajv({ strict: false, allErrors: false });
  formats.default.default(ajv);
  // Words of the schema that ajv has no check for.
  for (const name of ['iri-reference', 'idn-email']) ajv.addFormat(name, true);
  for (const [address, other] of others) ajv.addSchema(other, address);
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(describe));
}

function describe({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`;
}
