import { randomBytes } from 'node:crypto'
import { type Json, jsonCodec } from '../crdt/codecs.ts'
import { LwwRegister } from '../crdt/lww-register.ts'
import type { Stamp } from '../crdt/stamp.ts'
import { isLive } from '../membership/member-table.ts'
import { lwwJson } from '../shared/built-in-types.ts'
import type { ValueType } from '../shared/value-type.ts'
import type { MutualTls } from '../transport/tls-mutual.ts'
import type { Transport } from '../transport/transport.ts'
import { MAX_TTL } from '../wire/limits.ts'
import type { AnswerHandler } from './answers.ts'
import { UnknownMemberError } from './errors.ts'
import type { JoinOptions } from './joins.ts'
import type { Listener } from './listeners.ts'
import { OWN_PREFIX } from './metadata.ts'
import type { EventOf, KeyChange, MemberInfo, Metadata, NodeEvent } from './node-event.ts'
import { NodeInside, type NodeParts } from './node-inside.ts'
import { type Body, bytesOf, checkName } from './payload.ts'
import type { Query } from './queries.ts'
import { readableValue } from './readable-value.ts'
import { type NodeStats, countByStatus } from './stats.ts'

export const DEFAULT_QUERY_TIMEOUT_MS = 5_000
/** Makes the ids of what this node sends its own. */
const ID_BYTES = 12

export interface BroadcastOptions {
  /** How many hops it goes at most, 0 to 255; it is then not repaired where it was lost. */
  readonly ttl?: number
}

export interface QueryOptions {
  /** Whom to ask; everyone, this node included, unless told otherwise. */
  readonly to?: string | readonly string[]
  readonly timeoutMs?: number
}

export interface WatchOptions {
  /** Also tells, before this returns, what is there already. */
  readonly initial?: boolean
}

export interface CloseOptions {
  /** Tells the others first, so that they do not take this node for dead. */
  readonly leave?: boolean
}

/** A node of the mesh, as a program has it. Made by `createNode`. */
export class GossipNode {
  readonly #inside: NodeInside
  readonly #transport: Transport
  readonly #layer: Partial<MutualTls>
  readonly #idPrefix = randomBytes(ID_BYTES).toString('hex')
  #ids = 0

  constructor({ layer, ...parts }: NodeParts & { readonly layer: Partial<MutualTls> }) {
    this.#transport = parts.transport
    this.#layer = layer
    this.#inside = new NodeInside(parts)
  }

  get name(): string {
    return this.#inside.name
  }

  /** What others reach this node at. */
  get address(): string {
    return this.#inside.core.address
  }

  get generation(): number {
    return this.#inside.core.engine.self.generation
  }

  start(): Promise<void> {
    return this.#inside.start()
  }

  /**
   * Reads key and certificates again, for connections from now on. When they cannot be used, those that were there go on
   * being used, and the reason says why.
   */
  async reloadCertificates(): Promise<
    { readonly ok: true } | { readonly ok: false; readonly reason: string }
  > {
    return this.#layer.reload?.() ?? { ok: false, reason: 'this node has no certificates' }
  }

  // --- members

  /**
   * Becomes part of the mesh that these nodes are in. Gives how many of them have taken this node in; its own address does
   * not count. Rejects with a `JoinError` that says why.
   */
  async join(addresses: readonly string[], options: JoinOptions = {}): Promise<number> {
    this.#inside.core.checkOpen()
    return this.#inside.joins.join(addresses, this.address, options)
  }

  /** Everyone who is known, this node and those who are gone (for a while) included. */
  members(): MemberInfo[] {
    return this.#inside.core.engine.members().map((row) => this.#inside.memberInfo(row))
  }

  /** Adds to what this node says about itself, such as readiness, zone, version. It goes when the node goes. */
  describe(metadata: Metadata): void {
    this.#inside.describe(metadata)
  }

  /** How improbable a member's present silence is (phi accrual); 0 for one that nothing is known of. */
  phi(name: string): number {
    return this.#inside.core.engine.phi(name)
  }

  /** The smoothed round trip to a member in milliseconds, once measured. */
  roundTrip(name: string): number | undefined {
    return this.#inside.core.engine.roundTripMs(name)
  }

  // --- values that belong to the mesh

  /** Sets a key for everyone. The latest write wins. */
  set(key: string, value: Json): void {
    this.update(
      key,
      lwwJson,
      (held, stamp) => held?.write(stamp, value) ?? new LwwRegister(jsonCodec, stamp, value),
    )
  }

  /** The value as people mean it: JSON as it was set, the number of a counter, the texts of a set; or that of a given type. */
  get(key: string): unknown
  get<T>(key: string, type: ValueType<T>): T | undefined
  get<T>(key: string, type?: ValueType<T>): unknown {
    const { keys } = this.#inside
    if (type) return keys.get(key, type)
    const view = keys.view(key)
    return view && readableValue(view.value)
  }

  /** Changes a value of any type: `change` gets what is there and gives what shall be. Several nodes at once merge. */
  update<T>(key: string, type: ValueType<T>, change: (held: T | undefined, stamp: Stamp) => T): void {
    this.#inside.core.checkOpen()
    checkKey(key)
    this.#inside.keys.change(key, type, change)
  }

  /** Deletes a key for everyone; false: there is none. */
  delete(key: string): boolean {
    this.#inside.core.checkOpen()
    return this.#inside.keys.delete(key)
  }

  /** All keys that have a value, in order. */
  keys(prefix = ''): string[] {
    return this.#inside.keys.keys(prefix)
  }

  /** Calls the listener when a key that begins so changes, whoever changes it. Gives back how to stop that. */
  watch(prefix: string, listener: Listener<KeyChange>, { initial = false }: WatchOptions = {}): () => void {
    const { keys, watches } = this.#inside
    if (initial) {
      for (const key of keys.keys(prefix)) {
        const type = keys.view(key)?.type.name
        watches.tellOne(listener, { key, value: this.get(key), before: undefined, type })
      }
    }
    return watches.add(prefix, listener)
  }

  // --- messages

  /** To all others. Resolves when it has left as often as it will be pushed; what is lost on the way is repaired. */
  async broadcast(name: string, body?: Body, { ttl }: BroadcastOptions = {}): Promise<void> {
    const { core, broadcasts } = this.#inside
    core.checkOpen()
    checkName(name, 'broadcast')
    if (ttl !== undefined && !(Number.isInteger(ttl) && ttl >= 0 && ttl <= MAX_TTL))
      throw new RangeError(`a ttl is a whole number from 0 to ${MAX_TTL}, not ${ttl}`)
    const bytes = bytesOf(body, `the broadcast "${name}"`)
    const id = this.#newId()
    const limit = ttl === undefined ? {} : { ttl }
    return broadcasts.wait(id, ttl === undefined, () =>
      core.command({ kind: 'broadcast', id, name, bytes, ...limit }),
    )
  }

  /** Asks members something that they have said to answer. */
  query(name: string, body?: Body, options: QueryOptions = {}): Query {
    const { core, queries } = this.#inside
    core.checkOpen()
    checkName(name, 'question')
    const bytes = bytesOf(body, `the question "${name}"`)
    const { timeoutMs = DEFAULT_QUERY_TIMEOUT_MS } = options
    const asked = this.#asked(options.to)
    const others = asked.filter((member) => member !== this.name)
    const id = this.#newId()
    const query = queries.begin(id, asked, timeoutMs)
    if (others.length > 0) core.command({ kind: 'request', id, to: others, name, bytes, timeoutMs })
    if (others.length < asked.length) void this.#askSelf(id, name, bytes)
    return query
  }

  /** From now on this node answers such questions with what the handler gives. Gives back how to stop that. */
  answer(name: string, handler: AnswerHandler): () => void {
    return this.#inside.answers.add(name, handler)
  }

  // --- events

  /** Calls the listener with everything that happens. Gives back how to take it off. */
  onEvent(listener: Listener<NodeEvent>): () => void {
    return this.#inside.listeners.add(listener)
  }

  /** Calls the listener with events of one kind. */
  on<K extends NodeEvent['kind']>(kind: K, listener: Listener<EventOf<K>>): () => void {
    const isOne = (event: NodeEvent): event is EventOf<K> => event.kind === kind
    return this.onEvent((event) => (isOne(event) ? listener(event) : undefined))
  }

  stats(): NodeStats {
    const { core, keys, queries } = this.#inside
    return {
      name: this.name,
      address: this.address,
      generation: this.generation,
      members: countByStatus(core.engine.members()),
      keys: keys.keys().length,
      unwritten: keys.unwritten,
      early: keys.early,
      openQueries: queries.size,
      refusedInputs: core.refusedInputs,
      engine: core.engine.status(),
      transport: this.#transport.counts,
    }
  }

  // --- the end

  /** Tells the others that this node goes. Afterwards it can only be read and closed. */
  leave(): Promise<void> {
    return this.#inside.core.leave()
  }

  /** Settles within a bound; what is still waited for is rejected. */
  close({ leave = false }: CloseOptions = {}): Promise<void> {
    return this.#inside.close('has been closed', leave)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close({ leave: true })
  }

  #asked(to: string | readonly string[] | undefined): string[] {
    const live = this.#inside.core.engine.members().filter(({ status }) => isLive(status))
    const names = new Set(live.map(({ name }) => name))
    if (to === undefined) return [...names]
    const asked = [...new Set(typeof to === 'string' ? [to] : to)]
    const unknown = asked.find((name) => !names.has(name))
    if (unknown === undefined) return asked
    throw new UnknownMemberError(`"${unknown}" is no live member: members() tells who is`)
  }

  async #askSelf(id: string, name: string, bytes: Uint8Array): Promise<void> {
    const { answers, queries } = this.#inside
    const { ok, bytes: answer } = await answers.answer(name, bytes, this.name)
    queries.answered(id, this.name, ok, answer)
  }

  #newId(): string {
    return `${this.#idPrefix}-${this.#ids++}`
  }
}

function checkKey(key: string): void {
  checkName(key, 'key')
  if (key.startsWith(OWN_PREFIX))
    throw new RangeError(`keys that begin with "${OWN_PREFIX}" are kept for what a node says about itself`)
}
