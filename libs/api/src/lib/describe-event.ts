import type { InstallEvent } from '@ragnos-vault/installer';
import type { PublishEvent, RootEvent } from '@ragnos-vault/publisher';

const ROOT_STEP = {
  'sign-with-both': 'A: what is live is signed by the old and the new keys',
  'create-root': 'B: the new root is published',
  'swap-timestamp': 'C: the timestamp is committed under the new root',
} as const;

/** One step of a use case, as a line for people. */
export function describeEvent(event: PublishEvent | InstallEvent | RootEvent): string {
  switch (event.type) {
    case 'packed':
      return `packed ${event.source}, bytes: ${event.bytes}`;
    case 'scanned':
      return `scanned ${event.name}@${event.version}, findings: ${event.findings}`;
    case 'signed':
      return `signed ${event.role} v${event.version}`;
    case 'verified':
      return 'verified the new state as a client would';
    case 'committed':
      return `committed timestamp v${event.version}`;
    case 'root-gap':
      return `clients cannot refresh until the last step: ${event.roles.join(', ')} changed without its old keys`;
    case 'root-step':
      return ROOT_STEP[event.step];
    case 'refreshed':
      return `refreshed the trusted metadata${event.name === undefined ? '' : ` of ${event.name}`}: timestamp v${event.roles.timestamp.version}`;
    case 'repository-failed':
      return `repository ${event.name} does not count: ${event.message} (${event.code})`;
    case 'disagreed':
      return `the repositories do not agree on ${event.path}: ${event.said}`;
    case 'unmapped':
      return `no mapping of the map matches ${event.path}; a * never crosses a /`;
    case 'resolved':
      return `found ${event.path}, bytes: ${event.length}`;
    case 'progress':
      return `downloading ${event.path}, bytes: ${event.received} of ${event.length}`;
    case 'downloaded':
      return `downloaded and verified ${event.path}`;
    case 'activated':
      return `activated generation ${event.generation}`;
  }
}
