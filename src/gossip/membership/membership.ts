import type { RandomStream } from '../../base/rng.ts'
import type { FailureDetector } from '../detector/detector.ts'
import { SwimDetector } from '../detector/swim-detector.ts'
import type { MemberRow } from '../wire/messages.ts'
import { FlapDamping } from './flap-damping.ts'
import { Healing } from './healing.ts'
import { LocalHealth } from './local-health.ts'
import { isLive, MAX_MEMBERS, MemberTable } from './member-table.ts'
import { merge, type MergeOutcome } from './merge.ts'
import { ProbeCycle, type ProbeCommand, type ProbePlan } from './probe-cycle.ts'
import { ProbeOrder } from './probe-order.ts'
import { RoundTrips } from './round-trip.ts'
import { sample } from './sample.ts'
import { SelfDoubt } from './self-doubt.ts'
import { StallWatch } from './stall.ts'
import { Suspicions } from './suspicion.ts'
import { directTimeoutMs, indirectTimeoutMs, refutationMs, suspicionTimeouts } from './timeouts.ts'
import type { MembershipTiming } from './timing.ts'
import { wardOf } from './ward.ts'

/** Suspects pinged per interval, in turn; only the death of a large part of the mesh makes more. */
const MAX_SUSPECT_PINGS = 32
/** A wake later than this share of the interval means that the process stood still. */
const STALL_SHARE = 1 / 2
/** Whoever accused a member first; rows do not say who that was. */
const HEARSAY = ' hearsay'

export type MembershipCommand =
  | Exclude<ProbeCommand, { readonly kind: 'reached' | 'missed' }>
  /** Something about a member is different now; it may be news to the application. */
  | { readonly kind: 'changed'; readonly outcome: MergeOutcome }
  /** This node is the first to know: the mesh has to hear of it. */
  | { readonly kind: 'spread'; readonly row: MemberRow }
  | { readonly kind: 'flapping'; readonly name: string }
  | { readonly kind: 'forgotten'; readonly row: MemberRow }
  | { readonly kind: 'stalled'; readonly byMs: number }

export interface MembershipOptions {
  readonly timing: MembershipTiming
  /** false: plain SWIM with fixed timeouts, to compare. */
  readonly lifeguard: boolean
  readonly random: RandomStream
  readonly detector?: FailureDetector
  readonly maxMembers?: number
}

/**
 * Who is there, by SWIM with Lifeguard's extensions: composes probing, suspicion and merging, knows no frames and no
 * keys. Every call gives the commands that follow from it, in order; `wake` is due at `nextWakeMs`.
 */
export class Membership {
  readonly table: MemberTable
  readonly health: LocalHealth
  readonly roundTrips: RoundTrips
  readonly suspicions = new Suspicions()
  readonly detector: FailureDetector
  readonly #timing: MembershipTiming
  readonly #lifeguard: boolean
  readonly #random: RandomStream
  readonly #cycle = new ProbeCycle()
  readonly #order: ProbeOrder
  readonly #flaps: FlapDamping
  readonly #healing: Healing
  readonly #stall: StallWatch
  readonly #doubt: SelfDoubt
  #nextTickMs: number
  #isWardsTurn = true
  #verdictsFromMs = -Infinity
  #pingedSuspects = 0

  constructor(self: MemberRow, options: MembershipOptions, nowMs: number) {
    const { timing, lifeguard, random } = options
    this.table = new MemberTable(self, nowMs, options.maxMembers ?? MAX_MEMBERS)
    this.health = new LocalHealth(lifeguard)
    this.roundTrips = new RoundTrips(2 * timing.minProbeTimeoutMs)
    this.detector = options.detector ?? new SwimDetector()
    this.#timing = timing
    this.#lifeguard = lifeguard
    this.#random = random
    this.#order = new ProbeOrder(random)
    this.#flaps = new FlapDamping(timing)
    this.#healing = new Healing(timing, random, nowMs)
    this.#stall = new StallWatch(timing.probeIntervalMs * STALL_SHARE)
    this.#nextTickMs = nowMs + random.next() * timing.probeIntervalMs
    this.#doubt = new SelfDoubt(timing, lifeguard, nowMs)
  }

  get nextWakeMs(): number {
    // Suspicions whose time ran out while this node doubts itself wait for the next tick.
    const verdictMs = Math.max(this.suspicions.nextMs, this.#verdictsFromMs)
    return Math.min(this.#nextTickMs, this.#cycle.nextMs, verdictMs, this.#healing.nextMs)
  }

  /** What a ping to this member shall say about it, so that it refutes without delay (Lifeguard's buddy system). */
  suspicionToTell(name: string): MemberRow | undefined {
    const row = this.table.get(name)?.row
    return this.#lifeguard && row && row.status !== 'alive' ? row : undefined
  }

  /** The host has been asked to wake this node at this time; later tells whether it stood still. */
  asked(wakeAtMs: number): void {
    this.#stall.asked(wakeAtMs)
  }

  /** Comes before anything else of a turn: moves deadlines if the process stood still. */
  resume(nowMs: number): MembershipCommand[] {
    const byMs = this.#stall.woke(nowMs)
    if (byMs === 0 || !this.#lifeguard) return []
    this.#cycle.shift(byMs)
    this.suspicions.shift(byMs)
    this.detector.shift(byMs)
    this.#doubt.shift(byMs)
    return [{ kind: 'stalled', byMs }]
  }

  wake(nowMs: number): MembershipCommand[] {
    const commands = this.#carryOut(this.#cycle.wake(nowMs), nowMs)
    commands.push(...this.#declareDead(nowMs))
    if (nowMs >= this.#nextTickMs) commands.push(...this.#tick(nowMs))
    commands.push(...this.#heal(nowMs))
    return commands
  }

  /** A ping out of turn: for what has to be told or known at once. */
  ping(name: string, nowMs: number): MembershipCommand[] {
    return this.#carryOut([this.#cycle.ping(name, nowMs)], nowMs)
  }

  /** How long an answer of this member, or of any, may take. */
  answerWaitMs(name?: string): number {
    const boundMs = name === undefined ? this.roundTrips.mesh?.boundMs : this.#boundMs(name)
    return directTimeoutMs(this.#timing, boundMs, this.health.score)
  }

  /** Any frame of a member is a life sign. */
  heard(name: string, nowMs: number): void {
    const lostMs = this.#doubt.heard(this.table.ring.length, this.roundTrips.mesh?.boundMs, nowMs)
    if (lostMs > 0) this.suspicions.shift(lostMs)
    this.detector.heard(name, nowMs)
  }

  acked(from: string, seq: number, incarnation: number, nowMs: number): MembershipCommand[] {
    const { roundTripMs, commands } = this.#cycle.acked(from, seq, incarnation, nowMs)
    if (roundTripMs !== undefined) this.roundTrips.measured(from, roundTripMs)
    return [...this.#lives(from, incarnation, nowMs), ...this.#carryOut(commands, nowMs)]
  }

  relayAcked(
    relay: string,
    {
      seq,
      target,
      reached,
      incarnation,
    }: { seq: number; target: string; reached: boolean; incarnation: number },
    nowMs: number,
  ): MembershipCommand[] {
    const commands = this.#carryOut(this.#cycle.relayAcked(relay, seq, target, reached), nowMs)
    if (reached) return [...this.#lives(target, incarnation, nowMs), ...commands]
    this.suspicions.confirm(target, relay)
    return commands
  }

  pingRequested(from: string, seq: number, target: string, nowMs: number): MembershipCommand[] {
    if (!this.table.get(target)) return []
    // The asker's patience does not grow with this node's doubts about itself.
    const waitMs = directTimeoutMs(this.#timing, this.roundTrips.boundMs(target), 0)
    return this.#carryOut(this.#cycle.requested({ to: from, seq, target }, waitMs, nowMs), nowMs)
  }

  /** Somebody says this about a member. */
  claim(row: MemberRow, nowMs: number): MembershipCommand[] {
    if (this.suspicions.mayStillObject(row, this.table.get(row.name)?.row)) return []
    return this.#follow(merge(this.table, row, nowMs), nowMs)
  }

  /** The transport could not send: others are asked at once, and the member is suspect meanwhile. */
  unreachable(name: string, nowMs: number): MembershipCommand[] {
    const row = this.table.get(name)?.row
    if (!row || !isLive(row.status)) return []
    const started = this.#cycle.startIndirect(name, this.#plan(name, true), nowMs)
    return [...this.#accuse(name, nowMs), ...this.#carryOut(started, nowMs)]
  }

  leave(nowMs: number): MembershipCommand[] {
    const { row } = this.table.self
    return this.#putSelf({ ...row, status: 'left', incarnation: row.incarnation + 1 }, nowMs)
  }

  #putSelf(row: MemberRow, nowMs: number): MembershipCommand[] {
    const before = this.table.self.row
    const kind = row.status === 'left' ? 'left' : 'updated'
    this.table.put(row, nowMs)
    return [
      { kind: 'changed', outcome: { kind, row, before } },
      { kind: 'spread', row },
    ]
  }

  /** An answer with a higher incarnation than the one held refutes everything older. */
  #lives(name: string, incarnation: number, nowMs: number): MembershipCommand[] {
    const row = this.table.get(name)?.row
    if (!row || incarnation <= row.incarnation) return []
    return this.claim({ ...row, incarnation, status: 'alive' }, nowMs)
  }

  #follow(outcome: MergeOutcome, nowMs: number): MembershipCommand[] {
    if (outcome.kind === 'ignored') return []
    if (outcome.kind === 'must-refute') {
      this.health.hadToRefute()
      return this.#putSelf({ ...this.table.self.row, incarnation: outcome.incarnation }, nowMs)
    }
    const changed: MembershipCommand[] = [{ kind: 'changed', outcome }]
    if (outcome.kind === 'displaced' || outcome.kind === 'noted') return changed
    if (outcome.kind === 'joined' && outcome.inPlaceOf) changed.unshift(this.#forget(outcome.inPlaceOf))
    const { row } = outcome
    if (row.status === 'suspect') return [...changed, ...this.#hearsay(outcome, nowMs)]
    if (outcome.kind === 'restarted' || !isLive(row.status)) this.#gone(row.name)
    this.suspicions.end(row.name)
    if (isLive(row.status)) this.#order.add(row.name)
    if (outcome.kind === 'refuted' && outcome.before.status === 'suspect') {
      this.detector.heard(row.name, nowMs)
      if (this.#flaps.recovered(row.name, nowMs)) changed.push({ kind: 'flapping', name: row.name })
    }
    return changed
  }

  /** Others suspect a member: this node looks for itself, and shortens the time if it finds the same. */
  #hearsay(outcome: MergeOutcome & { readonly row: MemberRow }, nowMs: number): MembershipCommand[] {
    const { name } = outcome.row
    if (outcome.kind === 'restarted') this.#gone(name)
    this.#order.add(name)
    if (outcome.kind === 'suspected' && outcome.short) {
      const ms = refutationMs(this.#timing, this.#boundMs(name))
      this.suspicions.start(name, { minMs: ms, maxMs: ms, confirmations: 0 }, false, nowMs, true)
    } else {
      this.#suspect(name, false, nowMs)
      this.suspicions.confirm(name, HEARSAY)
    }
    return this.#carryOut(this.#cycle.start(name, this.#plan(name, false), nowMs), nowMs)
  }

  #suspect(name: string, own: boolean, nowMs: number): void {
    const { minMs, maxMs, confirmations } = suspicionTimeouts(
      this.#timing,
      this.table.ring.length,
      this.#boundMs(name),
    )
    const factor = this.#flaps.factor(name, nowMs)
    // Whoever accused first also announces the death; the others give it time to do so.
    const graceMs = own ? 0 : this.#timing.probeIntervalMs
    const longest = this.#lifeguard ? maxMs : minMs
    const timeouts = { minMs: minMs * factor + graceMs, maxMs: longest * factor + graceMs, confirmations }
    this.suspicions.start(name, timeouts, own, nowMs)
  }

  #accuse(name: string, nowMs: number): MembershipCommand[] {
    const before = this.table.get(name)?.row
    if (before?.status !== 'alive') return []
    const row: MemberRow = { ...before, status: 'suspect' }
    this.table.put(row, nowMs)
    this.#suspect(name, true, nowMs)
    return [
      { kind: 'changed', outcome: { kind: 'suspected', row, before, short: false } },
      { kind: 'spread', row },
    ]
  }

  #declareDead(nowMs: number): MembershipCommand[] {
    const commands: MembershipCommand[] = []
    const proofMs = (name: string) => directTimeoutMs(this.#timing, this.#boundMs(name), 0)
    const doubts = this.#doubtsItself(nowMs)
    this.#verdictsFromMs = doubts ? nowMs + this.#timing.probeIntervalMs : -Infinity
    for (;;) {
      const expired = doubts ? undefined : this.suspicions.takeExpired(nowMs, proofMs)
      const before = expired && this.table.get(expired.name)?.row
      if (!expired || !before) return commands
      const row: MemberRow = { ...before, status: 'dead' }
      this.table.put(row, nowMs)
      this.#gone(row.name)
      commands.push({ kind: 'changed', outcome: { kind: 'died', row, before } })
      if (expired.own) commands.push({ kind: 'spread', row })
    }
  }

  #tick(nowMs: number): MembershipCommand[] {
    const { probeIntervalMs } = this.#timing
    this.#nextTickMs = Math.max(this.#nextTickMs + probeIntervalMs, nowMs + probeIntervalMs / 2)
    const target = this.#nextTarget()
    const commands = this.#cycle.pingAgain(nowMs)
    if (target !== undefined) commands.push(...this.#cycle.start(target, this.#plan(target, true), nowMs))
    commands.push(...this.#pingSuspects(nowMs), ...this.#probeSilent(nowMs))
    return this.#carryOut(commands, nowMs)
  }

  /** The ward and the others take turns. */
  #nextTarget(): string | undefined {
    this.#isWardsTurn = !this.#isWardsTurn
    const ward = this.#isWardsTurn ? wardOf(this.table) : undefined
    if (ward !== undefined && !this.#cycle.isProbing(ward)) return ward
    for (let tries = 0; tries < this.#order.size; tries++) {
      const name = this.#order.next()
      if (name !== undefined && !this.#cycle.isProbing(name)) return name
    }
    return undefined
  }

  #pingSuspects(nowMs: number): ProbeCommand[] {
    const names = this.suspicions.names()
    const start = names.length > MAX_SUSPECT_PINGS ? this.#pingedSuspects % names.length : 0
    const turn = [...names.slice(start), ...names.slice(0, start)].slice(0, MAX_SUSPECT_PINGS)
    this.#pingedSuspects = start + turn.length
    return turn.map((name) => this.#cycle.ping(name, nowMs))
  }

  /** Whoever seems to be failing is probed out of turn: silence alone is no proof. */
  #probeSilent(nowMs: number): ProbeCommand[] {
    if (this.detector.isCalm) return []
    return this.table.ring
      .filter(({ name }) => !this.suspicions.has(name) && this.detector.suspicious(name, nowMs))
      .flatMap(({ name }) => this.#cycle.start(name, this.#plan(name, true), nowMs))
  }

  #plan(target: string, withRelays: boolean): ProbePlan {
    const score = this.health.score
    const directMs = directTimeoutMs(this.#timing, this.#boundMs(target), score)
    if (!withRelays) return { directMs, indirectMs: 0 }
    return {
      directMs,
      indirectMs: indirectTimeoutMs(this.#timing, this.#boundMs(target), score),
      chooseRelays: () => this.#chooseRelays(target),
    }
  }

  #chooseRelays(target: string): string[] {
    const able = this.table
      .others()
      .filter((name) => name !== target && this.table.get(name)?.row.status === 'alive')
    return sample(this.#random, able, this.#timing.indirectProbes)
  }

  /** Results of probes change what is held; everything else goes out as it is. */
  #carryOut(commands: readonly ProbeCommand[], nowMs: number): MembershipCommand[] {
    return commands.flatMap((command): MembershipCommand[] => {
      if (command.kind === 'missed') return this.#missed(command, nowMs)
      if (command.kind === 'send-ping') this.suspicions.pinged(command.target, nowMs)
      if (command.kind !== 'reached') return [command]
      this.health.probeSucceeded()
      return []
    })
  }

  #missed(
    { target, withRelays, nackedBy, missedNacks }: Extract<ProbeCommand, { kind: 'missed' }>,
    nowMs: number,
  ): MembershipCommand[] {
    const hearsay = this.suspicions.has(target) && !this.suspicions.isOwn(target)
    // A look of one's own at what others say: one lost frame must not accuse whoever has objected meanwhile.
    if (!withRelays && !hearsay) return []
    this.health.probeMissed()
    this.health.nacksMissed(missedNacks)
    if (withRelays) this.detector.missed(target, nowMs)
    if (this.#doubtsItself(nowMs)) return []
    const commands = this.detector.suspicious(target, nowMs) ? this.#accuse(target, nowMs) : []
    if (hearsay) this.suspicions.confirm(target, this.table.self.row.name)
    for (const relay of nackedBy) this.suspicions.confirm(target, relay)
    return commands
  }

  #doubtsItself(nowMs: number): boolean {
    return this.#doubt.inDoubt(this.table.ring.length, this.roundTrips.mesh?.boundMs, nowMs)
  }

  #boundMs(name: string): number | undefined {
    return this.roundTrips.boundMs(name)
  }

  #heal(nowMs: number): MembershipCommand[] {
    const { ping, forgotten } = this.#healing.wake(this.table, nowMs)
    const commands = forgotten.map((row) => this.#forget(row))
    if (ping !== undefined) commands.push(...this.#carryOut([this.#cycle.ping(ping, nowMs)], nowMs))
    return commands
  }

  #forget(row: MemberRow): MembershipCommand {
    this.#flaps.forget(row.name)
    return { kind: 'forgotten', row }
  }

  #gone(name: string): void {
    this.suspicions.end(name)
    this.#cycle.stop(name)
    this.#order.remove(name)
    this.detector.forget(name)
    this.roundTrips.forget(name)
  }
}
