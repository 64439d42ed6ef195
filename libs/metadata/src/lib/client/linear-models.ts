import { MetaFile, Snapshot, TargetFile, Targets } from '@tufjs/models';

type Json = ReturnType<Targets['toJSON']>;

const upstreamTargets = Targets.fromJSON.bind(Targets);
const upstreamSnapshot = Snapshot.fromJSON.bind(Snapshot);

/** The entries of a role as they were received, until somebody asks for models of all of them. */
const received = new WeakMap<Targets, Readonly<Record<string, Json>>>();

/**
 * Replaces the four conversions of @tufjs/models 5 that copy their whole map for every entry: with 10,000 targets they
 * take minutes, and a mirror without any key can cause that, because they run before a signature is checked. The
 * results are equal; `linear-models.spec.ts` tells when upstream no longer needs this.
 */
export function useLinearModels(): void {
  Targets.fromJSON = targetsFromJson;
  Targets.prototype.toJSON = targetsToJson;
  Snapshot.fromJSON = snapshotFromJson;
  Snapshot.prototype.toJSON = snapshotToJson;
}

/** The paths that a role names itself. */
export function targetPathsOf(role: Targets): readonly string[] {
  return Object.keys(received.get(role) ?? role.targets);
}

/** One entry of a role, without making models of all the others. */
export function targetOf(role: Targets, path: string): TargetFile | undefined {
  const files = received.get(role);
  const file = files === undefined ? ownOf(role.targets, path) : ownOf(files, path);
  return file === undefined || file instanceof TargetFile ? file : TargetFile.fromJSON(path, file);
}

// `constructor` is a property of every object and a target of none.
function ownOf<T>(map: Readonly<Record<string, T>>, path: string): T | undefined {
  return Object.hasOwn(map, path) ? map[path] : undefined;
}

function targetsFromJson(data: Json): Targets {
  const files = mapOfObjects(data['targets']);
  if (files === undefined) return upstreamTargets(data);
  for (const path of Object.keys(files))
    if (!isPlainTarget(files[path])) TargetFile.fromJSON(path, files[path] ?? {});
  const targets = upstreamTargets({ ...data, targets: {} });
  received.set(targets, files);
  // Hardly anybody looks at more than one of them.
  Object.defineProperty(targets, 'targets', {
    get: () => modelsOf(targets, files),
    configurable: true,
    enumerable: true,
  });
  return targets;
}

function modelsOf(role: Targets, files: Readonly<Record<string, Json>>): Record<string, TargetFile> {
  const models: Record<string, TargetFile> = {};
  for (const path of Object.keys(files)) models[path] = TargetFile.fromJSON(path, files[path] ?? {});
  // What is added to them from now on counts.
  received.delete(role);
  Object.defineProperty(role, 'targets', {
    value: models,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  return models;
}

/** What upstream would not refuse. */
function isPlainTarget(data: Json | undefined): boolean {
  const length = data?.['length'];
  return typeof length === 'number' && length >= 0 && isStringMap(data?.['hashes']);
}

function targetsToJson(this: Targets): Json {
  return {
    ...commonFields(this),
    targets: toJsonMap(this.targets),
    ...this.unrecognizedFields,
    ...(this.delegations !== undefined && { delegations: this.delegations.toJSON() }),
  };
}

function snapshotFromJson(data: Json): Snapshot {
  const files = mapOfObjects(data['meta']);
  if (files === undefined) return upstreamSnapshot(data);
  const snapshot = upstreamSnapshot({ ...data, meta: {} });
  for (const name of Object.keys(files)) snapshot.meta[name] = MetaFile.fromJSON(files[name] ?? {});
  return snapshot;
}

function snapshotToJson(this: Snapshot): Json {
  return { ...commonFields(this), meta: toJsonMap(this.meta), ...this.unrecognizedFields };
}

function commonFields({ type, specVersion, version, expires }: Targets | Snapshot): Json {
  return { _type: type, spec_version: specVersion, version, expires };
}

function toJsonMap(map: Readonly<Record<string, { toJSON: () => Json }>>): Json {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value.toJSON()]));
}

/** A map of objects; for anything else upstream finds the error. */
function mapOfObjects(value: Json[string] | undefined): Readonly<Record<string, Json>> | undefined {
  return isJsonObject(value) && hasObjects(value) ? value : undefined;
}

function hasObjects(map: Json): map is Record<string, Json> {
  return Object.keys(map).every((key) => isJsonObject(map[key]));
}

function isStringMap(value: Json[string] | undefined): value is Record<string, string> {
  return isJsonObject(value) && Object.keys(value).every((key) => typeof value[key] === 'string');
}

function isJsonObject(value: Json[string] | undefined): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
