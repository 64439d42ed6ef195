import { quote } from '../display-text.ts';
import { actionsOf } from '../javascript/actions.ts';
import { addressesOf, hostOf, outflowsOf } from '../javascript/outflows.ts';
import { offsetOf } from '../javascript/node.ts';
import type { Text } from '../javascript/text.ts';
import type { Rule } from '../rule.ts';

/** Hosts made for catching what others send, and tunnels to a machine nobody knows. */
const CATCHERS =
  /(?:^|\.)(?:webhook\.site|requestbin\.(?:com|net|io)|pipedream\.net|requestcatcher\.com|beeceptor\.com|hookbin\.com|postb\.in|ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com|loca\.lt|localtunnel\.me|serveo\.net|bore\.pub|oast\.(?:fun|live|site|online|pro|me)|oastify\.com|interact\.sh|burpcollaborator\.net|canarytokens\.com|dnslog\.cn|ceye\.io|transfer\.sh|file\.io|gofile\.io|anonfiles\.com|pastebin\.com|paste\.ee|hastebin\.com|rentry\.co|dpaste\.(?:com|org)|0x0\.st)$/;

/** Addresses that carry the key of a mailbox in them. */
const MAILBOX =
  /discord(?:app)?\.com\/api\/webhooks\/\d{5,}\/[\w-]{10,}|hooks\.slack\.com\/services\/T\w+\/B\w+\/\w+|api\.telegram\.org\/bot\d{5,}:[\w-]{10,}/;

export const EXF_004: Rule = {
  id: 'EXF-004',
  title: 'Data goes to a drop box, a tunnel, a bare address or a hidden one',
  severity: 'high',
  what: "A network call goes to a request catcher, a paste site, a tunnel, somebody's chat webhook, a public IP address without a name, or to an address that the code decodes first.",
  why: 'Services have names. What goes to a mailbox anybody can open in a minute is meant to be untraceable.',
  incident: 'dependency-confusion packages (Burp, webhook.site), Discord token grabbers',
  fix: 'Use a host of your own with a name, written as it is.',
  *checkProgram(analysis) {
    for (const outflow of outflowsOf(analysis)) {
      const reason = addressesOf(analysis, outflow)
        .map(suspicion)
        .find((found) => found !== undefined);
      if (reason !== undefined) yield { offset: offsetOf(outflow.node), message: `sends to ${reason}` };
    }
    if (actionsOf(analysis).sends.length === 0) return;
    for (const { value, node } of analysis.program.strings) {
      const mailbox = MAILBOX.exec(value)?.[0];
      if (mailbox !== undefined)
        yield { offset: offsetOf(node), message: `holds the webhook ${quote(mailbox)}` };
    }
  },
};

function suspicion(address: Text): string | undefined {
  const host = hostOf(address);
  if (host === undefined) return undefined;
  if (address.made === 'decoded') return `${quote(address.value)}, which the code decodes first`;
  if (CATCHERS.test(host)) return `the drop box ${quote(host)}`;
  return isPublicAddress(host) ? `the bare address ${quote(host)}` : undefined;
}

function isPublicAddress(host: string): boolean {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1).map(Number);
  if (parts === undefined) return false;
  const [a = 0, b = 0] = parts;
  const isReserved = a === 0 || a === 10 || a === 127 || a >= 224 || (a === 172 && b >= 16 && b <= 31);
  const isLocal = (a === 192 && b === 168) || (a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127);
  // The resolvers everybody knows by number.
  const isResolver = ['1.1.1.1', '1.0.0.1', '8.8.8.8', '8.8.4.4', '9.9.9.9'].includes(host);
  return !isReserved && !isLocal && !isResolver;
}
