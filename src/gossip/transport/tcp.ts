import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { RandomStream } from '../../base/rng.ts'
import { MAX_FRAME_BYTES } from '../wire/limits.ts'
import { SPOKEN_VERSIONS, type VersionRange } from '../wire/versions.ts'
import { AddressError, formatAddress, parseAddress } from './addresses.ts'
import type { Admitted } from './admission.ts'
import { checkedLookup, dial } from './dialer.ts'
import type { Hello } from './hello.ts'
import { judgeHello } from './judge-hello.ts'
import { DEFAULT_TCP_LIMITS, type TcpLimits } from './limits.ts'
import { Link, type LinkEnd, type LinkHandler } from './link.ts'
import { Listener } from './listener.ts'
import { type NetworkType, needsResolving, networkFault } from './network-types.ts'
import { Notices } from './notices.ts'
import type { OtherProtocol } from './other-protocol.ts'
import type { Peer } from './peer.ts'
import { PeerTable } from './peer-table.ts'
import { plainLayer } from './plain-layer.ts'
import { checkNetwork } from './resolve-address.ts'
import { keepsFresh } from './settle.ts'
import type { SocketLayer } from './socket-layer.ts'
import { Traffic } from './traffic.ts'
import type { Address, Priority, Transport, TransportCounts, TransportHandler } from './transport.ts'

export interface TcpOptions {
  readonly cluster: string
  /** Where to accept connections, port 0 for any. Without it this node only dials. */
  readonly listen?: string
  /** What peers call this node, if it is not what it listens on. */
  readonly advertise?: string
  /** false for a node that others cannot dial, behind NAT: it keeps the links that it opened. */
  readonly dialable?: boolean
  readonly networkType?: NetworkType
  readonly layer?: SocketLayer
  readonly versions?: VersionRange
  readonly limits?: Partial<TcpLimits>
  /** What else is served on the port that is listened on. */
  readonly other?: OtherProtocol
  readonly random: RandomStream
}

/** An attempt whose link is not greeted yet. */
interface Attempt {
  readonly peer: Peer
  readonly fail: (reason: string) => void
}

const INSTANCE_BYTES = 12
/** Names that turned out to be this node itself. */
const MAX_OWN_NAMES = 64

/** Frames over TCP, plain or TLS: one link per peer, opened by whoever has something to say first, used both ways. */
export class TcpTransport implements Transport {
  readonly #options: TcpOptions
  readonly #limits: TcpLimits
  readonly #layer: SocketLayer
  readonly #dialable: boolean
  readonly #instance = randomBytes(INSTANCE_BYTES).toString('hex')
  readonly #traffic = new Traffic()
  readonly #notices = new Notices()
  readonly #peers: PeerTable
  readonly #links = new Set<Link>()
  readonly #attempts = new Map<Link, Attempt>()
  readonly #admitted = new Map<Link, Admitted>()
  readonly #ownNames = new Set<string>()
  #listener: Listener | undefined
  #address = ''
  #sequence = 0
  #closing: Promise<void> | undefined
  #onChanged = () => {}

  constructor(options: TcpOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_TCP_LIMITS, ...options.limits }
    this.#layer = options.layer ?? plainLayer
    this.#dialable = options.dialable ?? options.listen !== undefined
    this.#peers = new PeerTable({
      limits: this.#limits,
      random: options.random,
      dialable: this.#dialable,
      dial: (peer) => this.#dial(peer),
      unreachable: (address, reason) => this.#notices.unreachable(address, reason),
      dropped: (count, reason) => this.#traffic.dropped.add(reason, count),
      changed: (peer) => {
        this.#peers.tidy(peer)
        this.#onChanged()
      },
    })
  }

  get address(): Address {
    return this.#address
  }

  get counts(): TransportCounts {
    let queuedFrames = 0
    for (const peer of this.#peers) queuedFrames += peer.queue.length
    return this.#traffic.read({ links: this.#links.size, queuedFrames })
  }

  async listen(handler: TransportHandler): Promise<void> {
    const { listen, advertise, networkType } = this.#options
    const wanted = advertise ?? listen
    if (wanted === undefined)
      throw new AddressError('a node that does not listen needs an address to advertise')
    if (networkType) await checkNetwork(networkType, wanted)
    const port = listen === undefined ? undefined : await this.#accept(listen)
    const { host, port: wantedPort } = parseAddress(wanted)
    this.#address = formatAddress({ host, port: wantedPort === 0 ? (port ?? 0) : wantedPort })
    this.#ownNames.add(this.#address)
    this.#notices.deliverTo(handler)
  }

  send(address: Address, frame: Uint8Array, priority: Priority): void {
    if (this.#closing) return this.#traffic.dropped.add('closed')
    if (frame.length > MAX_FRAME_BYTES) return this.#traffic.dropped.add('too_large')
    const fault = this.#targetFault(address)
    const peer = fault === undefined ? this.#peers.findOrAdd(address) : undefined
    if (peer) return peer.send(frame, priority)
    const reason = fault ?? 'too_many_peers'
    this.#traffic.dropped.add(reason)
    this.#notices.unreachable(address, reason)
  }

  drop(address: Address, reason: string): void {
    const peer = this.#peers.find(address)
    if (!peer) return
    this.#peers.unalias(peer.address)
    peer.drop(reason)
  }

  close(deadlineMs: number): Promise<void> {
    this.#closing ??= this.#close(deadlineMs)
    return this.#closing
  }

  async #accept(listen: string): Promise<number> {
    this.#listener = new Listener(this.#layer, this.#limits, {
      onReady: (socket, admitted) => {
        if (this.#closing) socket.destroy()
        else this.#admitted.set(this.#open(socket), admitted)
      },
      onRefused: (reason, remoteIp) => this.#refused(remoteIp, reason),
      other: this.#options.other,
    })
    return this.#listener.listen(parseAddress(listen))
  }

  #targetFault(address: Address): string | undefined {
    if (this.#ownNames.has(address)) return 'own_address'
    try {
      const { host, port } = parseAddress(address)
      if (port === 0) return 'bad_address'
      const type = this.#options.networkType
      const wrong = type && !needsResolving(host) && networkFault(type, host) !== undefined
      return wrong ? 'wrong_network' : undefined
    } catch {
      return 'bad_address'
    }
  }

  #dial(peer: Peer): () => void {
    const type = this.#options.networkType
    let link: Link | undefined
    let over = false
    const fail = (reason: string) => {
      if (!over) peer.dialFailed(reason)
      over = true
    }
    const target = {
      ...parseAddress(peer.address),
      ...(type && { lookup: checkedLookup((ip) => networkFault(type, ip)) }),
    }
    const cancel = dial(this.#layer, target, this.#limits.connectTimeoutMs, {
      onFailed: fail,
      onReady: (socket) => {
        link = this.#open(socket, peer.address)
        this.#attempts.set(link, { peer, fail })
      },
    })
    return () => {
      over = true
      cancel()
      link?.abort('dropped')
    }
  }

  #open(socket: Socket, dialled?: string): Link {
    const { oldest, newest } = this.#options.versions ?? SPOKEN_VERSIONS
    const hello: Hello = {
      oldestVersion: oldest,
      newestVersion: newest,
      cluster: this.#options.cluster,
      address: this.#address,
      dialable: this.#dialable,
      instance: this.#instance,
      sequence: this.#sequence++,
    }
    const link = new Link(socket, {
      hello,
      ...(dialled !== undefined && { dialled }),
      limits: this.#limits,
      handler: this.#linkHandler,
    })
    this.#links.add(link)
    return link
  }

  readonly #linkHandler: LinkHandler = {
    onHello: (link, hello) => this.#meet(link, hello),
    onFrame: (link, frame) => {
      if (!link.peer || this.#closing) return
      this.#traffic.frameIn()
      this.#notices.frame(link.peer.address, frame)
    },
    onMoved: (read, written, frames) => this.#traffic.moved(read, written, frames),
    onClosed: (link, end) => this.#closed(link, end),
  }

  #meet(link: Link, hello: Hello): string | undefined {
    const { cluster, versions = SPOKEN_VERSIONS, networkType } = this.#options
    const own = { cluster, versions, networkType, address: this.#address, instance: this.#instance }
    const refusal = judgeHello(own, hello)
    if (refusal === 'own_address' && link.dialled !== undefined && this.#ownNames.size < MAX_OWN_NAMES) {
      this.#ownNames.add(link.dialled)
    }
    if (refusal !== undefined) return refusal
    const attempt = this.#attempts.get(link)
    const peer = attempt?.peer.address === hello.address ? attempt.peer : this.#peers.findOrAdd(hello.address)
    if (!peer) return 'too_many_peers'
    this.#admitted.get(link)?.known()
    this.#attempts.delete(link)
    this.#settle(peer, link, hello)
    if (attempt && attempt.peer !== peer) this.#rename(attempt.peer, peer)
    return undefined
  }

  /** Of two links with one peer, one stays; what was written on the other still arrives. */
  #settle(peer: Peer, fresh: Link, hello: Hello): void {
    const held = peer.link
    const sameLife = held?.peer?.instance === hello.instance
    if (held && sameLife && !held.isClosing && !keepsFresh(held.origin, fresh.origin)) {
      if (fresh.dialled === peer.address) peer.dialSettled()
      return fresh.finish('second_link')
    }
    peer.linkUp(fresh, hello.dialable)
    held?.finish('second_link')
  }

  #rename(from: Peer, to: Peer): void {
    from.dialSettled()
    to.adopt(from)
    this.#peers.alias(from.address, to.address)
  }

  #closed(link: Link, end: LinkEnd): void {
    this.#links.delete(link)
    this.#admitted.delete(link)
    if (end.fault) this.#refused(link.peer?.address ?? link.remote, end.reason)
    else if (!link.peer && link.dialled === undefined) this.#traffic.refused.add(end.reason)
    const attempt = this.#attempts.get(link)
    this.#attempts.delete(link)
    attempt?.fail(end.reason)
    const peer = link.peer && this.#peers.find(link.peer.address)
    if (peer?.link === link) {
      this.#peers.unalias(peer.address)
      peer.linkDown(link, end)
    }
    this.#onChanged()
  }

  #refused(address: string, reason: string): void {
    this.#traffic.refused.add(reason)
    if (reason !== 'own_address') this.#notices.fault(address, reason)
  }

  async #close(deadlineMs: number): Promise<void> {
    const until = performance.now() + deadlineMs
    this.#notices.stop()
    this.#listener?.close()
    await this.#wait(until, () => ![...this.#peers].some(({ isSending }) => isSending))
    for (const peer of this.#peers) peer.drop('closed')
    for (const link of this.#links) link.finish('closed')
    await this.#wait(until, () => this.#links.size === 0)
    for (const link of this.#links) link.abort('closed')
  }

  /** Resolves when `done` holds, at the latest at `untilMs`. */
  #wait(untilMs: number, done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve()
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        this.#onChanged = () => {}
        resolve()
      }
      const timer = setTimeout(finish, Math.max(0, untilMs - performance.now()))
      this.#onChanged = () => {
        if (done()) finish()
      }
    })
  }
}
