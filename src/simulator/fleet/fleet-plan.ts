import { between, integerBelow, type RandomStream, seededStream } from '../../base/rng.ts'
import { SESSION_POLICIES, type SessionRules } from '../../sessions/rules.ts'
import { CRASH_POINTS } from '../cassandra/crash-points.ts'
import type { Consistency } from '../cassandra/replicas.ts'
import {
  type DatabaseFaults,
  DECISION_FAULTS,
  READ_FAULTS,
  WRITE_FAULTS,
} from '../cassandra/statement-faults.ts'
import { GOOD_LINKS, type LinkQuality } from '../world/links.ts'
import { REQUEST_FAULTS, type RequestFaults } from '../world/request-faults.ts'

/** What happens to processes, machines, links and the database as a whole. */
export const WORLD_FAULTS = [
  'crash',
  'graceful restart',
  'pause',
  'clock jump',
  'partition',
  'one-way partition',
  'database outage',
  'data centre outage',
] as const
export type WorldFault = (typeof WORLD_FAULTS)[number]

/** A server dies where it passes this point for the time after `passes`; armed at `atMs`. */
export interface PlannedCrash {
  readonly atMs: number
  readonly point: string
  readonly passes: number
}

export interface FleetPlan {
  readonly rules: SessionRules
  readonly regionCount: number
  readonly clientCount: number
  readonly clientsPerUser: number
  readonly consistency: Consistency
  /** How far each machine's clock is off. */
  readonly skewMs: number
  readonly links: LinkQuality
  readonly requests: RequestFaults
  readonly database: DatabaseFaults
  readonly worldFaults: readonly WorldFault[]
  /** The mean time between two of one kind. */
  readonly worldFaultEveryMs: number
  readonly crashes: readonly PlannedCrash[]
}

/** Each kind of fault is in this share of the seeds: a fault that is always there hides others. */
const SHARE_OF_SEEDS = 0.4
const QUIET_SEEDS = 0.05
const TIMES_TO_LIVE_MS = [0, 0, 4_000, 12_000]
const SKEWS_MS = [0, 40, 400]
const CONSISTENCIES: readonly Consistency[] = ['QUORUM', 'QUORUM', 'LOCAL_QUORUM', 'ONE']
const CRASHES_AT_MOST = 8
const PASSES_AT_MOST = 4

/** What a seed stands for. */
export function drawPlan(seed: number, faultyMs: number): FleetPlan {
  const random = seededStream(seed, 'plan')
  const isQuiet = random.next() < QUIET_SEEDS
  const isOn = () => random.next() < SHARE_OF_SEEDS && !isQuiet
  const clientsPerUser = 1 + integerBelow(random, 3)
  const rules = { policy: pick(random, SESSION_POLICIES), ttlMs: pick(random, TIMES_TO_LIVE_MS) }
  return {
    rules,
    regionCount: 2 + integerBelow(random, 2),
    clientCount: clientsPerUser * (3 + integerBelow(random, 4)),
    clientsPerUser,
    consistency: pick(random, CONSISTENCIES),
    skewMs: pick(random, SKEWS_MS),
    links: drawLinks(random, isOn),
    requests: shares(random, REQUEST_FAULTS, isOn, 0.06) satisfies RequestFaults,
    database: {
      decisions: shares(random, DECISION_FAULTS, isOn, 0.12),
      reads: shares(random, READ_FAULTS, isOn, 0.06),
      writes: shares(random, WRITE_FAULTS, isOn, 0.08),
      slowShare: isOn() ? 0.03 : 0,
      lag: isOn() ? { localMs: 2_000, remoteMs: 6_000 } : { localMs: 10, remoteMs: 100 },
      latestMs: pick(random, [4_000, 20_000]),
    },
    worldFaults: WORLD_FAULTS.filter(() => isOn()),
    worldFaultEveryMs: between(random, 3_000, 12_000),
    crashes: isOn() || isOn() ? drawCrashes(random, pointsOn(rules), faultyMs) : [],
  }
}

function drawLinks(random: RandomStream, isOn: () => boolean): LinkQuality {
  return {
    ...GOOD_LINKS,
    slowestMs: pick(random, [5, 40, 120]),
    heldUpShare: isOn() ? 0.05 : 0,
    heldUpMs: 4_000,
    lossShare: isOn() ? between(random, 0.002, 0.05) : 0,
  }
}

/** Where a server can come by at all. */
function pointsOn({ policy, ttlMs }: SessionRules): readonly string[] {
  const never = [
    ...(policy === 'allow' ? ['read slot', 'decide replacing start'] : ['write birth']),
    ...(ttlMs === 0 ? ['mark kept', 'read keep-alives', 'write keep-alive', 'read regions'] : []),
    ...(ttlMs === 0 && policy !== 'replace' ? ['decide replacing start'] : []),
  ]
  return CRASH_POINTS.filter((point) => !never.some((statement) => point.endsWith(statement)))
}

function drawCrashes(random: RandomStream, points: readonly string[], faultyMs: number): PlannedCrash[] {
  return Array.from({ length: 1 + integerBelow(random, CRASHES_AT_MOST) }, () => ({
    atMs: random.next() * faultyMs,
    point: pick(random, points),
    passes: integerBelow(random, PASSES_AT_MOST),
  }))
}

function shares<K extends string>(
  random: RandomStream,
  kinds: readonly K[],
  isOn: () => boolean,
  highest: number,
): Partial<Record<K, number>> {
  const drawn: Partial<Record<K, number>> = {}
  for (const kind of kinds) if (isOn()) drawn[kind] = random.next() * highest
  return drawn
}

export function pick<T>(random: RandomStream, from: readonly T[]): T {
  const picked = from[integerBelow(random, from.length)]
  if (picked === undefined) throw new RangeError('there is nothing to pick from')
  return picked
}
