import { seededStream, type RandomStream } from '../../../../src/base/rng.ts'
import type { FailureDetector } from '../../../../src/gossip/detector/detector.ts'
import type { MergeOutcome } from '../../../../src/gossip/membership/merge.ts'
import { TIMING_PRESETS, type TimingPreset } from '../../../../src/gossip/membership/timing.ts'
import { MeshNode, type MeshFrame } from './mesh-node.ts'
import { MeshQueue } from './mesh-queue.ts'

export interface MeshOptions {
  readonly nodes: number
  readonly seed: number
  readonly delayMs?: number
  /** Up to so much more, drawn per frame: frames overtake each other. */
  readonly jitterMs?: number
  readonly loss?: number
  readonly lifeguard?: boolean
  readonly preset?: TimingPreset
  readonly detector?: () => FailureDetector
}

export interface Seen {
  readonly atMs: number
  readonly by: string
  readonly outcome: MergeOutcome
}

/** `frozen`: the whole process stands still. `mute`: its timers run on, but no frame goes in or out. */
export type StallKind = 'frozen' | 'mute'

interface Running {
  readonly node: MeshNode
  dead: boolean
  stalled: StallKind | undefined
  held: Array<() => void>
  armedMs: number
}

/** Some memberships on a network with delay and loss. Every node knows all others from the start. */
export class MeshWorld {
  readonly queue = new MeshQueue()
  readonly seen: Seen[] = []
  readonly cut = new Set<string>()
  frames = 0
  readonly #options: MeshOptions
  readonly #random: RandomStream
  readonly #running = new Map<string, Running>()

  constructor(options: MeshOptions) {
    this.#options = options
    this.#random = seededStream(options.seed, 'network')
    const names = Array.from({ length: options.nodes }, (_, index) => `node-${index}`)
    for (const name of names) this.#add(name)
    for (const { node } of this.#running.values())
      for (const name of names) if (name !== node.name) node.claim(rowOf(name), 0)
    this.seen.length = 0
    for (const running of this.#running.values()) this.#arm(running)
  }

  get names(): string[] {
    return [...this.#running.keys()]
  }

  node(name: string): MeshNode {
    const running = this.#running.get(name)
    if (!running) throw new Error(`no node ${name}`)
    return running.node
  }

  run(forMs: number): void {
    this.queue.playUntil(this.queue.nowMs + forMs)
  }

  kill(name: string): void {
    const running = this.#running.get(name)
    if (running) running.dead = true
  }

  /** From now on stalled for `stallMs`, open for `openMs`, and so on. */
  stall(name: string, kind: StallKind, stallMs: number, openMs: number): void {
    const running = this.#running.get(name)
    if (!running) return
    const close = () => {
      running.stalled = kind
      this.queue.at(this.queue.nowMs + stallMs, open)
    }
    const open = () => {
      running.stalled = undefined
      this.queue.at(this.queue.nowMs + openMs, close)
      this.#act(running, () => running.node.wake(this.queue.nowMs))
      for (const held of running.held.splice(0)) held()
    }
    close()
  }

  #add(name: string): void {
    const { seed, lifeguard = true, preset = 'local' } = this.#options
    const random = seededStream(seed, name)
    const timing = TIMING_PRESETS[preset]
    const send = (to: string, frame: MeshFrame) => this.#send(name, to, frame)
    const tell = (outcome: MergeOutcome) => this.seen.push({ atMs: this.queue.nowMs, by: name, outcome })
    const detector = this.#options.detector?.()
    const options = { timing, lifeguard, random, ...(detector && { detector }) }
    const node = new MeshNode(rowOf(name), options, 0, send, tell)
    this.#running.set(name, { node, dead: false, stalled: undefined, held: [], armedMs: Infinity })
  }

  #send(from: string, to: string, frame: MeshFrame): void {
    const sender = this.#running.get(from)
    if (sender?.stalled === 'mute') {
      sender.held.push(() => this.#send(from, to, frame))
      return
    }
    this.frames += 1
    const { loss = 0, delayMs = 0, jitterMs = 0 } = this.#options
    if (this.cut.has(`${from} ${to}`) || (loss > 0 && this.#random.next() < loss)) return
    const arrivalMs = this.queue.nowMs + delayMs + (jitterMs > 0 ? jitterMs * this.#random.next() : 0)
    this.queue.at(arrivalMs, () => this.#deliver(from, to, frame))
  }

  #deliver(from: string, to: string, frame: MeshFrame): void {
    const receiver = this.#running.get(to)
    if (!receiver || receiver.dead) return
    if (receiver.stalled) receiver.held.push(() => this.#deliver(from, to, frame))
    else this.#act(receiver, () => receiver.node.receive(from, frame, this.queue.nowMs))
  }

  #act(running: Running, action: () => void): void {
    if (running.dead) return
    action()
    this.#arm(running)
  }

  #arm(running: Running): void {
    const { membership } = running.node
    const wakeMs = membership.nextWakeMs
    membership.asked(wakeMs)
    if (wakeMs === running.armedMs) return
    running.armedMs = wakeMs
    this.queue.at(wakeMs, () => {
      if (running.armedMs !== wakeMs || running.dead || running.stalled === 'frozen') return
      running.armedMs = Infinity
      this.#act(running, () => running.node.wake(this.queue.nowMs))
    })
  }
}

export function rowOf(name: string) {
  return { name, address: `${name}:7946`, generation: 1, incarnation: 0, status: 'alive' } as const
}
