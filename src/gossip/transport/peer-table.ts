import { Peer, type PeerWorld } from './peer.ts'
import type { Address } from './transport.ts'

/** Names beyond these are dialled each time they are used. */
const MAX_ALIASES = 256

/** All peers by address, and the other names that some were dialled by. */
export class PeerTable {
  readonly #world: PeerWorld
  readonly #peers = new Map<Address, Peer>()
  /** A name that was dialled -> the address that answered it. It lasts as long as the link. */
  readonly #aliases = new Map<Address, Address>()

  constructor(world: PeerWorld) {
    this.#world = world
  }

  [Symbol.iterator](): Iterator<Peer> {
    return this.#peers.values()
  }

  get size(): number {
    return this.#peers.size
  }

  find(address: Address): Peer | undefined {
    return this.#peers.get(this.#aliases.get(address) ?? address)
  }

  /** Undefined when there are too many, and none that could be forgotten. */
  findOrAdd(address: Address): Peer | undefined {
    const known = this.find(address)
    if (known) return known
    if (this.#peers.size >= this.#world.limits.maxPeers && !this.#forgetOne()) return undefined
    const peer = new Peer(address, this.#world)
    this.#peers.set(address, peer)
    return peer
  }

  alias(name: Address, address: Address): void {
    this.#peers.delete(name)
    if (this.#aliases.size < MAX_ALIASES) this.#aliases.set(name, address)
  }

  /** Next time the names may lead elsewhere. */
  unalias(address: Address): void {
    for (const [name, known] of this.#aliases) if (known === address) this.#aliases.delete(name)
  }

  tidy(peer: Peer): void {
    if (!peer.isWorthKeeping && this.#peers.get(peer.address) === peer) this.#peers.delete(peer.address)
  }

  #forgetOne(): boolean {
    for (const peer of this.#peers.values()) {
      if (peer.isAtRest) return this.#peers.delete(peer.address)
    }
    return false
  }
}
