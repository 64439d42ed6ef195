import { extensionOf } from '../plugin/file-kind.ts';
import type { Rule } from '../rule.ts';

/** What a desktop runs or installs at a click, and no plugin has any use for. */
const CLICKED = new Set(
  (
    'exe scr pif com lnk url vbs vbe jse wsf wsh hta cpl msc reg scf msi msp mst msix appx jar jnlp apk ipa dmg pkg deb rpm ' +
    'appimage snap flatpak iso img vhd vhdx workflow action scpt applescript desktop docm xlsm pptm xlam chm'
  ).split(' '),
);

export const CNT_001: Rule = {
  id: 'CNT-001',
  title: 'Extension that no plugin needs',
  severity: 'high',
  what: 'A file has the extension of what a desktop runs or installs at a click: `.exe`, `.scr`, `.lnk`, `.vbs`, `.hta`, `.msi`, `.jar`, `.apk`, `.dmg`, `.deb` and their like. A list of your own is `allowedExtensions` of the policy (POL-001).',
  why: 'A plugin is loaded, not clicked: such a file is there for the machine of whoever opens the folder, or to be started by code.',
  incident: 'ua-parser-js 2021 (jsextension.exe), IronWorm 2026',
  fix: 'Leave it out, or allow the archive after you have looked into the file.',
  *checkFile({ path, content }) {
    const extension = extensionOf(path);
    if (content.length > 0 && CLICKED.has(extension))
      yield { offset: 0, message: `has the extension .${extension}` };
  },
};
