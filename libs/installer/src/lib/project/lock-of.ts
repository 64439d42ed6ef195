import type { InstallReport } from '../install.ts';
import type { LockedPlugin, Lockfile } from './lockfile.ts';

/** The lock of a set that was installed; `before` still knows the verdict on what was not scanned again. */
export function lockOf({ plugins, repositories }: InstallReport, before?: Lockfile): Lockfile {
  const entries = plugins.map((plugin): [string, LockedPlugin] => {
    const { name, version, targetPath: target, sha256, length, requires } = plugin;
    const old = before?.plugins[name];
    const scan = verdictOf(plugin) ?? (old?.sha256 === sha256 ? old.scan : undefined);
    return [name, { version, target, sha256, length, ...(requires && { requires }), ...(scan && { scan }) }];
  });
  return { lockfileVersion: 1, repositories: [...repositories], plugins: Object.fromEntries(entries) };
}

function verdictOf({ scan }: InstallReport['plugins'][number]): LockedPlugin['scan'] {
  if (scan === undefined || scan.verdict === 'block') return undefined;
  return { verdict: scan.verdict, findings: scan.findings.length };
}
