import * as Models from '@cyclonedx/cyclonedx-library/Models';
import * as SPDX from '@cyclonedx/cyclonedx-library/SPDX';

type Licence = Models.LicenseExpression | Models.NamedLicense | Models.SpdxLicense;

/** An identifier or expression of SPDX where it is one; else a name, as the plugin wrote it. */
export function toLicence(text: string): Licence {
  const id = SPDX.fixupSpdxId(text);
  if (id !== undefined) return new Models.SpdxLicense(id);
  return isExpression(text) ? new Models.LicenseExpression(text) : new Models.NamedLicense(text);
}

/** SPDX 2.3, annex D, over the known identifiers. */
function isExpression(text: string): boolean {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  let depth = 0;
  let wantsTerm = true;
  for (const [at, token] of tokens.entries()) {
    const isException = tokens[at - 1] === 'WITH';
    if (token === '(' && wantsTerm && !isException) depth += 1;
    else if (token === ')' && !wantsTerm && depth > 0) depth -= 1;
    else if (isJoint(token) && !wantsTerm) wantsTerm = true;
    else if (wantsTerm && (isException ? isName(token) : isLicence(token))) wantsTerm = false;
    else return false;
  }
  return tokens.length > 0 && !wantsTerm && depth === 0;
}

function isJoint(token: string): boolean {
  return token === 'AND' || token === 'OR' || token === 'WITH';
}

function isLicence(token: string): boolean {
  return SPDX.isSupportedSpdxId(token.replace(/\+$/, '')) || /^LicenseRef-[\w.-]+$/.test(token);
}

function isName(token: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(token);
}
