import { seededStream } from '../../base/rng.ts'
import type { EngineConfig } from '../../gossip/engine/config.ts'
import type { MeshEvent } from '../../gossip/engine/effect.ts'
import { Engine } from '../../gossip/engine/engine.ts'
import { CHECKSUM_AT } from '../../gossip/wire/header.ts'
import { HEADER_BYTES } from '../../gossip/wire/limits.ts'
import { type LinkQuality, Links } from '../world/links.ts'
import { Scheduler } from '../world/scheduler.ts'
import { Tally } from '../world/tally.ts'
import type { Trace } from '../world/trace.ts'
import type { EngineSabotage } from './engine-sabotage.ts'
import { drawClock } from './node-clock.ts'
import { clockMs, SimNode } from './sim-node.ts'
import { SOUND_FRAMES, WireFaults } from './wire-faults.ts'

export interface ClusterOptions {
  readonly seed: number
  readonly nodes: number
  readonly config: EngineConfig
  readonly links?: LinkQuality
  /** More frames than this are a storm that nothing but its end can answer. */
  readonly maxFrames?: number
  /** Whoever sends to a process that is gone is told by its transport. */
  readonly reportsDown?: boolean
  /** Each machine's clock runs faster or slower by up to this share. */
  readonly driftShare?: number
  /** A bug that is planted around each engine. */
  readonly sabotage?: EngineSabotage
}

/** What may be different about one process. */
export interface Start {
  /** Higher than that of all earlier ones, unless said otherwise. */
  readonly generation?: number
  readonly config?: EngineConfig
}

/** Nothing takes time and nothing gets lost. */
export const NO_DELAY: LinkQuality = { fastestMs: 0, slowestMs: 0, heldUpShare: 0, heldUpMs: 0, lossShare: 0 }

/** What may happen to a frame on its way, by the name under which it is counted. */
export const FRAME_FAULTS = [
  'frame lost',
  'frame walled off',
  'frame held up',
  'frame repeated',
  'frame garbled',
] as const

export type Listener = (node: SimNode, event: MeshEvent, nowMs: number) => void
/** Is told of each frame when it is sent; `arrives`: at least one whole copy does. */
export type FrameListener = (from: SimNode, to: string, bytes: Uint8Array, arrives: boolean) => void

/** A mesh of real engines on virtual time and a virtual network. One seed gives one course of events. */
export class ClusterWorld {
  readonly scheduler = new Scheduler()
  readonly links: Links
  readonly wire: WireFaults
  readonly nodes: SimNode[] = []
  readonly faultsMet = new Tally()
  /** Gets every frame and event, if there is one. */
  trace: Trace | undefined
  onFrame: FrameListener | undefined
  /** Is told of each process that starts. */
  onStart: ((node: SimNode) => void) | undefined
  readonly #byAddress = new Map<string, SimNode>()
  readonly #options: ClusterOptions
  readonly #listeners = new Set<Listener>()
  #generation = 1
  #carried = 0

  constructor(options: ClusterOptions) {
    this.#options = options
    this.links = new Links(seededStream(options.seed, 'links'), options.links ?? NO_DELAY)
    this.wire = new WireFaults(seededStream(options.seed, 'wire'), SOUND_FRAMES)
    for (let index = 0; index < options.nodes; index++) this.start(`node-${index}`)
  }

  get nowMs(): number {
    return this.scheduler.nowMs
  }

  get live(): SimNode[] {
    return this.nodes.filter((node) => node.isAlive)
  }

  /** Returns how to stop listening. */
  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Starts a process; one that had this address is gone. */
  start(name: string, address = `${name}:1`, { generation, config }: Start = {}): SimNode {
    const { seed, driftShare = 0, sabotage } = this.#options
    const before = this.#byAddress.get(address)
    before?.kill()
    const clock = drawClock(seed, address, driftShare)
    const fresh = generation ?? this.#generation
    this.#generation = Math.max(this.#generation, fresh + 1)
    const number = sabotage?.generation?.(fresh, before?.generation) ?? fresh
    const plain = config ?? this.#options.config
    const engine = new Engine(
      sabotage?.config?.(plain) ?? plain,
      { name, address, generation: number },
      seededStream(seed, `${name}/${fresh}`),
      clockMs(clock, this.nowMs),
    )
    const node = new SimNode(name, address, number, sabotage?.engine?.(engine) ?? engine, {
      scheduler: this.scheduler,
      clock,
      send: (from, { to, bytes }) => this.#carry(from, to, bytes),
      onEvent: (from, event) => {
        this.trace?.add(from.name, event.kind)
        for (const listener of this.#listeners) listener(from, event, this.nowMs)
      },
    })
    const index = this.nodes.findIndex((other) => other.address === address)
    if (index >= 0) this.nodes[index] = node
    else this.nodes.push(node)
    this.#byAddress.set(address, node)
    this.onStart?.(node)
    return node
  }

  node(index: number): SimNode {
    const node = this.nodes[index]
    if (!node) throw new Error(`there is no node ${index}`)
    return node
  }

  /** The process that has this address, or had it last. */
  at(address: string): SimNode | undefined {
    return this.#byAddress.get(address)
  }

  /** Everyone joins by the first node, at moments spread over `withinMs`, and gets `settleMs` after that. */
  form(withinMs: number, settleMs: number): void {
    const random = seededStream(this.#options.seed, 'form')
    const [seed, ...others] = this.nodes
    if (!seed) return
    for (const node of others) {
      this.scheduler.after(random.next() * withinMs, () =>
        node.command({ kind: 'join', addresses: [seed.address] }),
      )
    }
    this.play(withinMs + settleMs)
  }

  /** Nothing gets from the one group to the other any more, nor back. */
  split(one: readonly SimNode[], other: readonly SimNode[]): void {
    for (const a of one)
      for (const b of other) {
        this.links.block(a.address, b.address)
        this.links.block(b.address, a.address)
      }
  }

  unsplit(one: readonly SimNode[], other: readonly SimNode[]): void {
    for (const a of one)
      for (const b of other) {
        this.links.unblock(a.address, b.address)
        this.links.unblock(b.address, a.address)
      }
  }

  play(ms: number): void {
    this.scheduler.playUntil(this.nowMs + ms)
  }

  /** Plays until `done`, asked after each `stepMs`, or for `limitMs`; says whether it was done. */
  playUntil(done: () => boolean, limitMs: number, stepMs: number): boolean {
    const endMs = this.nowMs + limitMs
    while (!done()) {
      if (this.nowMs >= endMs) return false
      this.play(stepMs)
    }
    return true
  }

  frames(): number {
    return this.nodes.reduce((sum, node) => sum + node.framesSent, 0)
  }

  bytes(): number {
    return this.nodes.reduce((sum, node) => sum + node.bytesSent, 0)
  }

  #arrive(from: SimNode, to: string, bytes: Uint8Array): void {
    const target = this.#byAddress.get(to)
    if (target?.isAlive) target.receive(from.address, bytes)
    else if (this.#options.reportsDown) from.unreachable(to)
  }

  #carry(from: SimNode, to: string, bytes: Uint8Array): void {
    this.trace?.add(from.name, `${to} ${checksumIn(bytes)}`)
    if (++this.#carried > (this.#options.maxFrames ?? Number.POSITIVE_INFINITY))
      throw new Error(
        `seed ${this.#options.seed}: more than ${this.#options.maxFrames} frames by ${this.nowMs} ms`,
      )
    const copies = this.wire.copies(bytes)
    if (copies.length > 1) this.faultsMet.add('frame repeated')
    let arrives = false
    for (const copy of copies) {
      if (copy !== bytes) this.faultsMet.add('frame garbled')
      const travelMs = this.links.travelMs(from.address, to)
      if (travelMs === undefined) {
        this.faultsMet.add(this.links.isBlocked(from.address, to) ? 'frame walled off' : 'frame lost')
        continue
      }
      if (travelMs > this.links.quality.slowestMs) this.faultsMet.add('frame held up')
      arrives ||= copy === bytes
      this.scheduler.after(travelMs, () => this.#arrive(from, to, copy))
    }
    this.onFrame?.(from, to, bytes, arrives)
  }
}

/** A frame carries a checksum of all of it. */
function checksumIn(frame: Uint8Array): number {
  let value = 0
  for (let at = CHECKSUM_AT; at < HEADER_BYTES; at++) value = ((value << 8) | (frame[at] ?? 0)) >>> 0
  return value
}
