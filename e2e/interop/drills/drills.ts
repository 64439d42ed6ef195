import type { Drill } from './kit/drill.ts';
import { majority } from './majority.ts';
import { minority } from './minority.ts';
import { mirror } from './mirror.ts';
import { online } from './online.ts';
import { release } from './release.ts';
import { snapshot } from './snapshot.ts';
import { targets } from './targets.ts';
import { timestamp } from './timestamp.ts';
import { vendor } from './vendor.ts';
import { vendorOnline } from './vendor-online.ts';

/** From the least theft to the worst. */
export const DRILLS: readonly Drill[] = [
  ...[mirror, timestamp, snapshot, online],
  ...[targets, release, vendor, vendorOnline],
  ...[minority, majority],
];
