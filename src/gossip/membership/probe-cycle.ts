import { DeadlineHeap } from './deadline-heap.ts'
import { RelayDuties, type RelayDuty } from './relay-duties.ts'
import { SentPings } from './sent-pings.ts'

/** Probes under way at a time: many fit into one long round trip. Further ones wait for their next turn. */
export const MAX_PROBES = 64

export type ProbeCommand =
  | { readonly kind: 'send-ping'; readonly target: string; readonly seq: number }
  | {
      readonly kind: 'send-ping-request'
      readonly relay: string
      readonly seq: number
      readonly target: string
    }
  | {
      readonly kind: 'answer-relay'
      readonly to: string
      readonly seq: number
      readonly target: string
      readonly reached: boolean
      readonly incarnation: number
    }
  | { readonly kind: 'reached'; readonly target: string; readonly indirect: boolean }
  | {
      readonly kind: 'missed'
      readonly target: string
      /** false: only the direct way was tried. */
      readonly withRelays: boolean
      /** Relays that have tried as well, in vain. */
      readonly nackedBy: readonly string[]
      /** Relays that have not even said that. */
      readonly missedNacks: number
    }

export interface ProbePlan {
  readonly directMs: number
  readonly indirectMs: number
  /** Who is asked to try after the direct wait; without it the direct miss is the result. */
  readonly chooseRelays?: () => readonly string[]
}

interface Probe {
  readonly target: string
  readonly plan: ProbePlan
  /** Requests to relays by their number; undefined while only the direct way has been tried. */
  requests: Map<number, string> | undefined
  readonly nackedBy: Set<string>
}

/**
 * The course of probes, each: a ping, a wait, requests to relays, a wait, and a result. While relays are at it, the
 * target is pinged on, so that single lost frames do not make a suspect. The answering side of requests is here too.
 */
export class ProbeCycle {
  readonly #pings = new SentPings()
  readonly #duties = new RelayDuties()
  readonly #probes = new Map<string, Probe>()
  readonly #deadlines = new DeadlineHeap()

  get nextMs(): number {
    return Math.min(this.#deadlines.nextMs, this.#duties.nextMs)
  }

  get underWay(): number {
    return this.#probes.size
  }

  isProbing(target: string): boolean {
    return this.#probes.has(target)
  }

  start(target: string, plan: ProbePlan, nowMs: number): ProbeCommand[] {
    if (this.#probes.has(target) || this.#probes.size >= MAX_PROBES) return []
    this.#probes.set(target, { target, plan, requests: undefined, nackedBy: new Set() })
    this.#deadlines.set(target, nowMs + plan.directMs)
    return [this.ping(target, nowMs)]
  }

  /** The transport says that the target cannot be reached from here: only others can tell. */
  startIndirect(target: string, plan: ProbePlan, nowMs: number): ProbeCommand[] {
    const started = this.start(target, plan, nowMs)
    const probe = this.#probes.get(target)
    return probe && !probe.requests ? [...started, ...this.#askRelays(probe, nowMs)] : started
  }

  /** A ping outside of any probe, and how its answer will be known. */
  ping(target: string, nowMs: number): ProbeCommand {
    return { kind: 'send-ping', target, seq: this.#pings.send(target, nowMs) }
  }

  /** Once more to everyone whom relays are looking for. */
  pingAgain(nowMs: number): ProbeCommand[] {
    return [...this.#probes.values()]
      .filter(({ requests }) => requests !== undefined)
      .map(({ target }) => this.ping(target, nowMs))
  }

  /** An answer to a ping. `roundTripMs` is undefined if no such ping was sent to `from`. */
  acked(
    from: string,
    seq: number,
    incarnation: number,
    nowMs: number,
  ): { readonly roundTripMs: number | undefined; readonly commands: ProbeCommand[] } {
    const roundTripMs = this.#pings.answered(from, seq, nowMs)
    if (roundTripMs === undefined) return { roundTripMs, commands: [] }
    const commands = this.#duties.reached(from).map((duty) => answer(duty, true, incarnation))
    return { roundTripMs, commands: [...commands, ...this.#reached(from, false)] }
  }

  relayAcked(relay: string, seq: number, target: string, reached: boolean): ProbeCommand[] {
    const probe = this.#probes.get(target)
    if (probe?.requests?.get(seq) !== relay) return []
    if (reached) return this.#reached(target, true)
    probe.nackedBy.add(relay)
    return probe.nackedBy.size < probe.requests.size ? [] : [this.#missed(probe)]
  }

  /** Somebody asks this node to probe `target`. */
  requested(duty: RelayDuty, waitMs: number, nowMs: number): ProbeCommand[] {
    return this.#duties.take(duty, nowMs + waitMs) ? [this.ping(duty.target, nowMs)] : []
  }

  /** Nobody needs to know any more. */
  stop(target: string): void {
    this.#probes.delete(target)
    this.#deadlines.delete(target)
  }

  wake(nowMs: number): ProbeCommand[] {
    const commands: ProbeCommand[] = []
    for (let due = this.#deadlines.takeDue(nowMs); due !== undefined; due = this.#deadlines.takeDue(nowMs)) {
      const probe = this.#probes.get(due)
      if (!probe) continue
      commands.push(...(probe.requests ? [this.#missed(probe)] : this.#askRelays(probe, nowMs)))
    }
    for (let duty = this.#duties.takeExpired(nowMs); duty; duty = this.#duties.takeExpired(nowMs))
      commands.push(answer(duty, false, 0))
    return commands
  }

  shift(byMs: number): void {
    this.#deadlines.shift(byMs)
    this.#duties.shift(byMs)
    this.#pings.shift(byMs)
  }

  #askRelays(probe: Probe, nowMs: number): ProbeCommand[] {
    const { target, plan } = probe
    const requests = new Map<number, string>()
    for (const relay of plan.chooseRelays?.() ?? []) requests.set(this.#pings.nextSeq(), relay)
    probe.requests = requests
    if (plan.indirectMs <= 0) return [this.#missed(probe)]
    this.#deadlines.set(target, nowMs + plan.indirectMs)
    return [...requests].map(([seq, relay]) => ({ kind: 'send-ping-request', relay, seq, target }))
  }

  #reached(target: string, indirect: boolean): ProbeCommand[] {
    if (!this.#probes.has(target)) return []
    this.stop(target)
    return [{ kind: 'reached', target, indirect }]
  }

  #missed({ target, plan, requests, nackedBy }: Probe): ProbeCommand {
    this.stop(target)
    const missedNacks = (requests?.size ?? 0) - nackedBy.size
    const withRelays = plan.chooseRelays !== undefined
    return { kind: 'missed', target, withRelays, nackedBy: [...nackedBy], missedNacks }
  }
}

function answer({ to, seq, target }: RelayDuty, reached: boolean, incarnation: number): ProbeCommand {
  return { kind: 'answer-relay', to, seq, target, reached, incarnation }
}
