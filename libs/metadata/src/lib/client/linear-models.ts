import { MetaFile, Snapshot, TargetFile, Targets } from '@tufjs/models';

type Json = ReturnType<Targets['toJSON']>;

const upstreamTargets = Targets.fromJSON.bind(Targets);
const upstreamSnapshot = Snapshot.fromJSON.bind(Snapshot);

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

function targetsFromJson(data: Json): Targets {
  const entries = entriesOf(data['targets']);
  if (entries === undefined) return upstreamTargets(data);
  const targets = upstreamTargets({ ...data, targets: {} });
  for (const [path, file] of entries) targets.targets[path] = TargetFile.fromJSON(path, file);
  return targets;
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
  const entries = entriesOf(data['meta']);
  if (entries === undefined) return upstreamSnapshot(data);
  const snapshot = upstreamSnapshot({ ...data, meta: {} });
  for (const [name, file] of entries) snapshot.meta[name] = MetaFile.fromJSON(file);
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

/** The entries of a map of objects; for anything else upstream finds the error. */
function entriesOf(value: Json[string] | undefined): readonly (readonly [string, Json])[] | undefined {
  if (!isJsonObject(value)) return undefined;
  const entries: (readonly [string, Json])[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (!isJsonObject(item)) return undefined;
    entries.push([key, item]);
  }
  return entries;
}

function isJsonObject(value: Json[string] | undefined): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
