import { G_COUNTER, PN_COUNTER } from './counter-loads.ts'
import { KAFKA } from './kafka-load.ts'
import type { LoadKind } from './load.ts'
import { BROADCAST, G_SET } from './set-loads.ts'
import { ECHO, UNIQUE_IDS } from './single-call-loads.ts'
import { TXN_RW_REGISTER } from './txn-load.ts'

const KINDS = [ECHO, UNIQUE_IDS, BROADCAST, G_SET, G_COUNTER, PN_COUNTER, KAFKA, TXN_RW_REGISTER] as const

/** The workloads that the bench can drive and judge. */
export const LOAD_KINDS: ReadonlyMap<string, LoadKind> = new Map(KINDS.map((kind) => [kind.name, kind]))
