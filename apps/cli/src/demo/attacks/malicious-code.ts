import type { PublishEvent } from '@ragnos-vault/publisher';
import type { Line } from '../harness.ts';
import { must, mustRefuse } from '../expect.ts';
import { mustBeSame, readTree } from '../tree.ts';
import { writePlugin } from '../world/plugin-sources.ts';
import { makeVault, publish, publishFirst } from '../world/vault.ts';
import { attackLine } from './attack.ts';
import { MALICIOUS_FILES, MALICIOUS_PATH } from './malicious-plugin.ts';

/** A plugin that does harm by what it is, whoever signed it. */
export const MALICIOUS_CODE: readonly Line[] = [
  {
    name: 'malicious plugin: the scanner stops it before a key is used',
    async work(world) {
      await publishFirst(world);
      const { repositoryDir } = await makeVault(world);
      const before = await readTree(repositoryDir);
      const events: PublishEvent[] = [];
      const source = await writePlugin(world, MALICIOUS_FILES);
      const { code, facts } = await mustRefuse('ERR_SCAN_BLOCKED', () => publish(world, [source], events));
      must(
        events.every(({ type }) => type === 'packed' || type === 'scanned'),
        'a key was used',
      );
      mustBeSame('the repository', before, await readTree(repositoryDir));
      return `${code}, rule ${String(facts['rule'])}`;
    },
  },
  attackLine({
    name: 'malicious plugin: signed by a publisher who does not scan',
    code: 'ERR_SCAN_BLOCKED',
    plan: () => ({ specs: [MALICIOUS_PATH] }),
  }),
];
