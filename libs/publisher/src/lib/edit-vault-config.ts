import { vendorOf } from '@ragnos-vault/metadata';
import { parseDocument, type Document } from 'yaml';
import { DEFAULT_PERIODS, parseVaultConfig } from './parse-vault-config.ts';

/**
 * The text of `vault.yaml` with other signers for a role (`targets`, `vendor-acme`); a vendor that it does not name yet
 * is added with the default periods. Comments and everything else stay as they are.
 *
 * @throws ERR_CONFIG_INVALID
 */
export function withSigners(text: string, role: string, uris: readonly string[]): string {
  return edited(text, (document) => {
    const place = placeOf(role);
    if (document.hasIn(place)) document.setIn([...place, 'signers'], document.createNode(uris));
    else document.setIn(place, document.createNode({ ...DEFAULT_PERIODS.targets, signers: uris }));
  });
}

/** The text without a vendor. @throws ERR_CONFIG_INVALID */
export function withoutRole(text: string, role: string): string {
  return edited(text, (document) => void document.deleteIn(placeOf(role)));
}

function placeOf(role: string): readonly string[] {
  const vendor = vendorOf(role);
  return vendor === undefined ? ['roles', role] : ['vendors', vendor];
}

function edited(text: string, edit: (document: Document) => void): string {
  parseVaultConfig(text);
  const document = parseDocument(text);
  edit(document);
  const result = document.toString();
  parseVaultConfig(result);
  return result;
}
