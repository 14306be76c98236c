import type { Cells } from './cells.ts'
import { BROADCAST, PUSH } from './kinds.ts'
import type { Network } from './network.ts'
import type { PeerPicker } from './peer-picker.ts'
import { NOBODY } from './peer-picker.ts'
import { ABOUT_ALL } from './report.ts'
import type { Links } from './topologies/links.ts'

/** What nodes do to pass things on, whatever their strategy. */
export class Sender {
  readonly cells: Cells
  readonly network: Network
  readonly #links: Links
  readonly #picker: PeerPicker
  readonly #ttl: number
  readonly #lifeTicks: number

  constructor(
    cells: Cells,
    network: Network,
    links: Links,
    picker: PeerPicker,
    ttl: number,
    lifeTicks: number,
  ) {
    this.cells = cells
    this.network = network
    this.#links = links
    this.#picker = picker
    this.#ttl = ttl
    this.#lifeTicks = lifeTicks
  }

  /** Whether the broadcast has hops left at a node that has it, and has not reached the age at which ids are forgotten. */
  mayPass(broadcast: number, node: number): boolean {
    return this.#hopsAfter(broadcast, node) <= this.#ttl && !this.isTooOld(broadcast)
  }

  isTooOld(broadcast: number): boolean {
    return this.network.nowTick - (this.cells.startedAt[broadcast] ?? 0) >= this.#lifeTicks
  }

  /** To random neighbours other than `except`; to how many. */
  pushToSome(node: number, except: number, count: number, broadcast: number): number {
    const hops = this.#hopsAfter(broadcast, node)
    if (hops > this.#ttl || this.isTooOld(broadcast)) return 0
    const picked = this.#picker.pick(node, except, count)
    const peers = this.#picker.picked
    const kind = this.#kind(broadcast, node, hops)
    for (let index = 0; index < picked; index++) {
      this.network.send(node, peers[index] ?? 0, kind, broadcast, 1, hops)
    }
    return picked
  }

  pushToAll(node: number, except: number, broadcast: number): void {
    if (!this.mayPass(broadcast, node)) return
    const degree = this.#links.degree(node)
    for (let index = 0; index < degree; index++) {
      const peer = this.#links.at(node, index)
      if (peer !== except) this.pushTo(node, peer, broadcast)
    }
  }

  pushTo(node: number, peer: number, broadcast: number): void {
    const hops = this.#hopsAfter(broadcast, node)
    if (hops > this.#ttl || this.isTooOld(broadcast)) return
    this.network.send(node, peer, this.#kind(broadcast, node, hops), broadcast, 1, hops)
  }

  /** A digest to random neighbours. */
  tellDigest(kind: number, node: number, count: number): void {
    const picked = this.#picker.pick(node, NOBODY, count)
    for (let index = 0; index < picked; index++) {
      this.network.send(node, this.#picker.picked[index] ?? 0, kind, ABOUT_ALL, 0, 0)
    }
  }

  #hopsAfter(broadcast: number, node: number): number {
    return (this.cells.hops[broadcast * this.cells.nodes + node] ?? 0) + 1
  }

  #kind(broadcast: number, node: number, hops: number): number {
    if (hops > 1) return PUSH
    const startedNow = this.cells.startedAt[broadcast] === this.network.nowTick
    return startedNow && this.cells.source[broadcast * this.cells.nodes + node] === node ? BROADCAST : PUSH
  }
}
