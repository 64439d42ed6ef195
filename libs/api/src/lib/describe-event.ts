import type { InstallEvent } from '@ragnos-vault/installer';
import type { PublishEvent } from '@ragnos-vault/publisher';

/** One step of a use case, as a line for people. */
export function describeEvent(event: PublishEvent | InstallEvent): string {
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
    case 'refreshed':
      return `refreshed the trusted metadata: timestamp v${event.roles.timestamp.version}`;
    case 'resolved':
      return `found ${event.path}, bytes: ${event.length}`;
    case 'downloaded':
      return `downloaded and verified ${event.path}`;
    case 'activated':
      return `activated generation ${event.generation}`;
  }
}
