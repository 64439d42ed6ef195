import type { Targets } from '@tufjs/models';
import { Delegations } from '@tufjs/models/dist/delegations.js';
import { DelegatedRole } from '@tufjs/models/dist/role.js';

type Json = ReturnType<Targets['toJSON']>;

const upstreamFromJson = Delegations.fromJSON.bind(Delegations);
const upstreamToJson = Reflect.get(Delegations.prototype, 'toJSON');
const upstreamRoleFromJson = DelegatedRole.fromJSON.bind(DelegatedRole);
const upstreamRoleToJson = Reflect.get(DelegatedRole.prototype, 'toJSON');

const inOrder = new WeakMap<Delegations, readonly DelegatedRole[]>();
const withoutTerminating = new WeakSet<DelegatedRole>();

/**
 * Makes @tufjs/models 5 read delegations as the specification (4.5) writes them: their order is that of the list, also
 * where a name is a number, which a JavaScript object would sort to the front (go-tuf CVE-2024-47534); `terminating`
 * may be missing; and time grows linearly with their number. Anything else is as before.
 */
export function useDelegationModels(): void {
  Delegations.fromJSON = delegationsFromJson;
  Delegations.prototype.toJSON = delegationsToJson;
  DelegatedRole.fromJSON = roleFromJson;
  DelegatedRole.prototype.toJSON = roleToJson;
}

/** The delegated roles, the most trusted first. */
export function rolesInOrder(delegations: Delegations): readonly DelegatedRole[] {
  const roles = delegations.roles ?? {};
  const known = inOrder.get(delegations);
  const isCurrent =
    known?.length === Object.keys(roles).length && known.every((role) => roles[role.name] === role);
  return isCurrent ? known : Object.values(roles);
}

function delegationsFromJson(data: Json): Delegations {
  const { roles } = data;
  if (!Array.isArray(roles) || !roles.every(isJsonObject)) return upstreamFromJson(data);
  const list = roles.map((role) => DelegatedRole.fromJSON(role));
  if (new Set(list.map(({ name }) => name)).size !== list.length) return upstreamFromJson(data);
  const { keys, unrecognizedFields, succinctRoles } = upstreamFromJson({ ...data, roles: [] });
  const delegations = new Delegations({
    keys,
    roles: Object.fromEntries(list.map((role) => [role.name, role])),
    ...(unrecognizedFields !== undefined && { unrecognizedFields }),
    ...(succinctRoles !== undefined && { succinctRoles }),
  });
  inOrder.set(delegations, list);
  return delegations;
}

function delegationsToJson(this: Delegations): Json {
  if (this.roles === undefined) return upstreamToJson.call(this);
  const { keys, unrecognizedFields } = this;
  const wireKeys = Object.entries(keys).map(([keyId, key]) => [keyId, key.toJSON()] as const);
  return {
    keys: Object.fromEntries(wireKeys),
    ...unrecognizedFields,
    roles: rolesInOrder(this).map((role) => role.toJSON()),
  };
}

function roleFromJson(data: Json): DelegatedRole {
  if (data['terminating'] !== undefined) return upstreamRoleFromJson(data);
  const role = upstreamRoleFromJson({ ...data, terminating: false });
  withoutTerminating.add(role);
  return role;
}

function roleToJson(this: DelegatedRole): Json {
  const { terminating, ...rest } = upstreamRoleToJson.call(this);
  // What was signed had no such field, so neither may what is verified.
  if (terminating === false && withoutTerminating.has(this)) return rest;
  return { ...rest, ...(terminating !== undefined && { terminating }) };
}

function isJsonObject(value: Json[string]): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
