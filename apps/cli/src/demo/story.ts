import type { Phase } from './harness.ts';
import { ATTACKS } from './phases/attacks.ts';
import { DISTRIBUTION } from './phases/distribution.ts';
import { INSTALLATION } from './phases/installation.ts';
import { PROPERTIES } from './phases/properties.ts';
import { SET_UP } from './phases/set-up.ts';

/** The whole demo, in the order in which a plugin lives. */
export const STORY: readonly Phase[] = [SET_UP, DISTRIBUTION, INSTALLATION, PROPERTIES, ATTACKS];
