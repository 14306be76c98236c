import { OverloadedError } from '../../base/errors.ts'
import type { Arm } from '../../base/sleep.ts'
import { MAX_SEEDS } from '../engine/joining.ts'
import { JoinError, type JoinFailureCode, type SeedFailure } from './errors.ts'

const DEFAULT_JOIN_TIMEOUT_MS = 10_000
/** Once a seed has taken this node in, the others get this long to do the same. */
export const SETTLE_MS = 1_000
export const MAX_OPEN_JOINS = 64

export interface JoinOptions {
  /** When to give up if no seed has taken this node in. */
  readonly timeoutMs?: number
  /** Do not give up: resolve when a seed does, however late. A refusal by all of them still rejects. */
  readonly keepTrying?: boolean
}

export interface JoinSurroundings {
  readonly arm: Arm
  /** Has the engine ask these seeds until they answer. */
  readonly ask: (addresses: readonly string[]) => void
  readonly stopAsking: (addresses: readonly string[]) => void
  /** A live member is reached there. */
  readonly isMember: (address: string) => boolean
}

type Seed =
  | { readonly kind: 'asked' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'self' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: JoinFailureCode; readonly detail: string }

interface Open {
  readonly seeds: Map<string, Seed>
  readonly keepTrying: boolean
  disarm: () => void
  isSettling: boolean
  resolve(contacted: number): void
  reject(error: Error): void
}

/** What the transport says of peers that trying again will not change. */
const FINAL: ReadonlyMap<string, string> = new Map<JoinFailureCode, string>([
  ['other_cluster', 'belongs to another cluster'],
  ['wrong_cluster', 'belongs to another cluster'],
  ['no_common_version', 'speaks other versions of the protocol'],
  ['address_taken', 'says that it has the address of this node: give each an address of its own'],
  ['wrong_network', 'does not fit the network type of this node'],
  ['bad_address', 'is no address: write host:port'],
  ['wrong_secret', 'knows another cluster secret'],
  ['no_certificate', 'wants a certificate of the cluster'],
  ['foreign_certificate', 'does not take this certificate, or shows one of another authority'],
])

/** Promises of being taken in. The engine does the asking; here it is noted how each seed has answered. */
export class Joins {
  readonly #around: JoinSurroundings
  readonly #open = new Set<Open>()

  constructor(around: JoinSurroundings) {
    this.#around = around
  }

  get size(): number {
    return this.#open.size
  }

  join(addresses: readonly string[], own: string, options: JoinOptions): Promise<number> {
    const others = [...new Set(addresses)].filter((address) => address !== own)
    if (others.length > MAX_SEEDS)
      throw new RangeError(
        `${others.length} seeds are too many: at most ${MAX_SEEDS} are asked, and one is enough`,
      )
    if (this.#open.size >= MAX_OPEN_JOINS)
      throw new OverloadedError(`${MAX_OPEN_JOINS} joins are under way: wait for one of them`)
    // Its own first seed: there is nobody to ask yet.
    if (others.length === 0) return Promise.resolve(0)
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const { timeoutMs = DEFAULT_JOIN_TIMEOUT_MS, keepTrying = false } = options
    const seeds = new Map(others.map((address): [string, Seed] => [address, { kind: 'asked' }]))
    const open: Open = { seeds, keepTrying, disarm: () => {}, isSettling: false, resolve, reject }
    if (!keepTrying) open.disarm = this.#around.arm(timeoutMs, () => this.#timeUp(open))
    this.#open.add(open)
    this.#around.ask(others)
    return promise
  }

  /** The node has begun anew: who has not answered yet is asked by the new one. */
  askAgain(): void {
    for (const { seeds } of this.#open) {
      const waiting = [...seeds].filter(([, { kind }]) => kind === 'asked' || kind === 'unreachable')
      for (const [address] of waiting) seeds.set(address, { kind: 'asked' })
      this.#around.ask(waiting.map(([address]) => address))
    }
  }

  accepted(address: string): void {
    this.#note(address, { kind: 'accepted' })
  }

  refused(address: string, code: JoinFailureCode, detail: string): void {
    this.#note(address, { kind: 'refused', code, detail: `refused (${code}): ${detail}` })
  }

  /** What is told first is the cause of what follows. */
  unreachable(address: string, reason: string): void {
    const final = FINAL.get(reason)
    if (reason === 'own_address') this.#note(address, { kind: 'self' })
    else if (final) this.#note(address, { kind: 'refused', code: reason as JoinFailureCode, detail: final })
    else this.#note(address, { kind: 'unreachable', reason })
  }

  end(error: Error): void {
    for (const open of this.#open) this.#close(open, () => open.reject(error))
  }

  #note(address: string, seed: Seed): void {
    for (const open of this.#open) {
      const held = open.seeds.get(address)
      if (!held || held.kind === 'accepted' || (seed.kind === 'unreachable' && held.kind !== 'asked'))
        continue
      open.seeds.set(address, seed)
      this.#judge(open)
    }
  }

  #judge(open: Open): void {
    const seeds = [...open.seeds]
    const waits = seeds.some(([address, { kind }]) => kind === 'asked' && !this.#around.isMember(address))
    const contacted = this.#contacted(open)
    if (contacted > 0 && !waits) return this.#close(open, () => open.resolve(contacted))
    if (contacted > 0) return this.#settle(open)
    if (seeds.every(([, { kind }]) => kind === 'self')) return this.#close(open, () => open.resolve(0))
    if (seeds.every(([, { kind }]) => kind === 'refused' || kind === 'self')) this.#fail(open)
  }

  /** Once one has accepted, the engine asks no more those who are members. Before that, being one says nothing. */
  #contacted(open: Open): number {
    const seeds = [...open.seeds]
    if (!seeds.some(([, { kind }]) => kind === 'accepted')) return 0
    return seeds.filter(
      ([address, { kind }]) => kind === 'accepted' || (kind !== 'refused' && this.#around.isMember(address)),
    ).length
  }

  #settle(open: Open): void {
    if (open.isSettling) return
    open.isSettling = true
    open.disarm()
    open.disarm = this.#around.arm(SETTLE_MS, () =>
      this.#close(open, () => open.resolve(this.#contacted(open))),
    )
  }

  #timeUp(open: Open): void {
    const contacted = this.#contacted(open)
    if (contacted > 0) this.#close(open, () => open.resolve(contacted))
    else this.#fail(open)
  }

  #fail(open: Open): void {
    this.#around.stopAsking([...open.seeds.keys()])
    this.#close(open, () => open.reject(new JoinError([...open.seeds].flatMap(failureOf))))
  }

  #close(open: Open, settle: () => void): void {
    if (!this.#open.delete(open)) return
    open.disarm()
    settle()
  }
}

function failureOf([address, seed]: [string, Seed]): SeedFailure[] {
  switch (seed.kind) {
    case 'refused':
      return [{ address, code: seed.code, detail: seed.detail }]
    case 'unreachable':
      return [{ address, code: 'no_seed_answered', detail: `could not be reached (${seed.reason})` }]
    case 'asked':
      return [{ address, code: 'no_seed_answered', detail: 'did not answer in time' }]
    default:
      return []
  }
}
