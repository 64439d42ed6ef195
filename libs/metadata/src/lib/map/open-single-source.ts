import { readRevocations } from '../plugin/read-revocations.ts';
import type { Member, OpenRepository } from './open-members.ts';
import type { FoundTarget, PluginSource, SourceEvent, Voucher } from './plugin-source.ts';
import { readPluginIndex } from './read-plugin-index.ts';

/** One repository, which answers for itself: it is refreshed when it is first asked, and its errors are thrown. */
export function openSingleSource(
  opened: OpenRepository,
  onEvent: (event: SourceEvent) => void = () => undefined,
): PluginSource {
  let refreshed: Promise<Reached> | undefined;
  const refresh = async (): Promise<Reached> => {
    const roles = await opened.client.refresh();
    onEvent({ type: 'refreshed', roles });
    return { roles, revocations: await readRevocations(opened.client, roles) };
  };
  const reach = (): Promise<Reached> => (refreshed ??= refresh());
  return {
    async *listVersions(name) {
      await reach();
      const index = await readPluginIndex(name, opened.client);
      if (index !== undefined) yield index.versions;
    },
    async findTarget(path) {
      const { roles } = await reach();
      return findTarget(path, { ...opened, roles });
    },
    listRevocations: async () => (await reach()).revocations,
  };
}

type Reached = Pick<Member, 'roles' | 'revocations'>;

async function findTarget(
  path: string,
  { repository, client, roles }: Omit<Member, 'name' | 'revocations'>,
): Promise<FoundTarget | undefined> {
  const target = await client.findTarget(path);
  if (target === undefined) return undefined;
  const voucher: Voucher = {
    repository,
    roles,
    target,
    download: () => client.download(target),
    downloadInto: (take) => client.downloadInto(target, take),
  };
  return {
    vouchers: [voucher],
    async *deliverers() {
      yield await Promise.resolve(voucher);
    },
  };
}
