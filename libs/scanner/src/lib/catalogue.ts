import { ANA_001 } from './rules/ana-001.ts';
import { ANA_002 } from './rules/ana-002.ts';
import { ANA_003 } from './rules/ana-003.ts';
import { ANA_004 } from './rules/ana-004.ts';
import { ANA_005 } from './rules/ana-005.ts';
import { ARC_001 } from './rules/arc-001.ts';
import { ARC_002 } from './rules/arc-002.ts';
import { ARC_003 } from './rules/arc-003.ts';
import { ARC_004 } from './rules/arc-004.ts';
import { ARC_005 } from './rules/arc-005.ts';
import { ARC_006 } from './rules/arc-006.ts';
import { ARC_007 } from './rules/arc-007.ts';
import { CNT_001 } from './rules/cnt-001.ts';
import { CNT_002 } from './rules/cnt-002.ts';
import { CNT_003 } from './rules/cnt-003.ts';
import { CNT_004 } from './rules/cnt-004.ts';
import { CNT_005 } from './rules/cnt-005.ts';
import { CNT_006 } from './rules/cnt-006.ts';
import { CNT_007 } from './rules/cnt-007.ts';
import { DES_001 } from './rules/des-001.ts';
import { DIF_001 } from './rules/dif-001.ts';
import { DIF_002 } from './rules/dif-002.ts';
import { DIF_003 } from './rules/dif-003.ts';
import { DOS_001 } from './rules/dos-001.ts';
import { EVA_001 } from './rules/eva-001.ts';
import { EXE_001 } from './rules/exe-001.ts';
import { EXE_002 } from './rules/exe-002.ts';
import { EXE_003 } from './rules/exe-003.ts';
import { EXE_004 } from './rules/exe-004.ts';
import { EXE_005 } from './rules/exe-005.ts';
import { EXE_006 } from './rules/exe-006.ts';
import { EXF_001 } from './rules/exf-001.ts';
import { EXF_002 } from './rules/exf-002.ts';
import { EXF_003 } from './rules/exf-003.ts';
import { EXF_004 } from './rules/exf-004.ts';
import { EXF_005 } from './rules/exf-005.ts';
import { EXF_006 } from './rules/exf-006.ts';
import { EXF_007 } from './rules/exf-007.ts';
import { HOK_001 } from './rules/hok-001.ts';
import { HOK_002 } from './rules/hok-002.ts';
import { MAN_001 } from './rules/man-001.ts';
import { MAN_002 } from './rules/man-002.ts';
import { MAN_003 } from './rules/man-003.ts';
import { MAN_004 } from './rules/man-004.ts';
import { MAN_005 } from './rules/man-005.ts';
import { MAN_006 } from './rules/man-006.ts';
import { MAN_007 } from './rules/man-007.ts';
import { MAN_008 } from './rules/man-008.ts';
import { MAN_009 } from './rules/man-009.ts';
import { MIN_001 } from './rules/min-001.ts';
import { OBF_001 } from './rules/obf-001.ts';
import { OBF_002 } from './rules/obf-002.ts';
import { OBF_003 } from './rules/obf-003.ts';
import { OBF_004 } from './rules/obf-004.ts';
import { OBF_005 } from './rules/obf-005.ts';
import { PER_001 } from './rules/per-001.ts';
import { PER_002 } from './rules/per-002.ts';
import { PER_003 } from './rules/per-003.ts';
import { PER_004 } from './rules/per-004.ts';
import { POL_001 } from './rules/pol-001.ts';
import { POL_002 } from './rules/pol-002.ts';
import { PRM_001 } from './rules/prm-001.ts';
import { PRM_002 } from './rules/prm-002.ts';
import { PRM_003 } from './rules/prm-003.ts';
import { PRM_004 } from './rules/prm-004.ts';
import { PRM_005 } from './rules/prm-005.ts';
import { WAL_001 } from './rules/wal-001.ts';
import { WRM_001 } from './rules/wrm-001.ts';
import type { Rule } from './rule.ts';

/** Every rule there is, by id. A rule is one file of `rules/` and one line here. */
export const RULES: readonly Rule[] = [
  ANA_001,
  ANA_002,
  ANA_003,
  ANA_004,
  ANA_005,
  ARC_001,
  ARC_002,
  ARC_003,
  ARC_004,
  ARC_005,
  ARC_006,
  ARC_007,
  CNT_001,
  CNT_002,
  CNT_003,
  CNT_004,
  CNT_005,
  CNT_006,
  CNT_007,
  DES_001,
  DIF_001,
  DIF_002,
  DIF_003,
  DOS_001,
  EVA_001,
  EXE_001,
  EXE_002,
  EXE_003,
  EXE_004,
  EXE_005,
  EXE_006,
  EXF_001,
  EXF_002,
  EXF_003,
  EXF_004,
  EXF_005,
  EXF_006,
  EXF_007,
  HOK_001,
  HOK_002,
  MAN_001,
  MAN_002,
  MAN_003,
  MAN_004,
  MAN_005,
  MAN_006,
  MAN_007,
  MAN_008,
  MAN_009,
  MIN_001,
  OBF_001,
  OBF_002,
  OBF_003,
  OBF_004,
  OBF_005,
  PER_001,
  PER_002,
  PER_003,
  PER_004,
  POL_001,
  POL_002,
  PRM_001,
  PRM_002,
  PRM_003,
  PRM_004,
  PRM_005,
  WAL_001,
  WRM_001,
];
