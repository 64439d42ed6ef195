import { Root } from '@tufjs/models';

type Json = ReturnType<Root['toJSON']>;

const upstreamFromJson = Root.fromJSON.bind(Root);
const upstreamToJson = Reflect.get(Root.prototype, 'toJSON');
const withoutConsistentSnapshot = new WeakSet<Root>();

/**
 * Makes @tufjs/models 5 read a root without `consistent_snapshot`, which the specification (4.3) leaves optional: it
 * means false. Anything else is as before.
 */
export function useRootModel(): void {
  Root.fromJSON = rootFromJson;
  Root.prototype.toJSON = rootToJson;
}

function rootFromJson(data: Json): Root {
  if (data['consistent_snapshot'] !== undefined) return upstreamFromJson(data);
  const root = upstreamFromJson({ ...data, consistent_snapshot: false });
  withoutConsistentSnapshot.add(root);
  return root;
}

function rootToJson(this: Root): Json {
  const { consistent_snapshot: consistent, ...rest } = upstreamToJson.call(this);
  // What was signed had no such field, so neither may what is verified.
  if (consistent === false && withoutConsistentSnapshot.has(this)) return rest;
  return { ...rest, ...(consistent !== undefined && { consistent_snapshot: consistent }) };
}
