import { BlockList, isIP } from 'node:net';

type Exemption = (host: string, port: string) => boolean;

/**
 * Reads NO_PROXY as curl does: names with all their subdomains (a leading `.` or `*.` changes nothing), addresses,
 * networks such as `10.0.0.0/8`, each with an optional `:port`, and `*` for every host. What is none of these
 * exempts nothing, so that a slip of the pen cannot send a request past the proxy.
 */
export function parseNoProxy(text: string): (target: URL) => boolean {
  const exemptions = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(parseEntry);
  return (target) => {
    const host = withoutBrackets(target.hostname).replace(/\.$/, '');
    const port = target.port === '' ? defaultPort(target.protocol) : target.port;
    return exemptions.some((isExempt) => isExempt(host, port));
  };
}

function parseEntry(entry: string): Exemption {
  if (entry === '*') return () => true;
  // An IPv6 address with a port must stand in brackets; without them its colons are its own.
  const [, name = entry, port] = /^(\[[^\]]+\]|[^:]+):([0-9]+)$/.exec(entry) ?? [];
  const covers = hostPattern(withoutBrackets(name));
  return (host, targetPort) => (port === undefined || port === targetPort) && covers(host);
}

function hostPattern(name: string): (host: string) => boolean {
  const [address = '', prefix] = name.split('/');
  const family = isIP(address);
  if (family !== 0) return addressPattern(address, family, prefix);
  const domain = name.replace(/^\*?\./, '').replace(/\.$/, '');
  return (host) => isIP(host) === 0 && domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

function addressPattern(
  address: string,
  family: number,
  prefix: string | undefined,
): (host: string) => boolean {
  const bits = family === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix);
  if (!/^[0-9]{1,3}$/.test(prefix ?? '0') || length > bits) return () => false;
  const network = new BlockList();
  network.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
  return (host) => isIP(host) !== 0 && network.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function defaultPort(protocol: string): string {
  return protocol === 'https:' ? '443' : '80';
}
