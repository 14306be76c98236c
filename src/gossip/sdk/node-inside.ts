import type { MeshEvent } from '../engine/effect.ts'
import type { Engine } from '../engine/engine.ts'
import type { View } from '../shared/cell.ts'
import type { SharedChange } from '../shared/shared-values.ts'
import type { Entry, MemberRow } from '../wire/messages.ts'
import { Answers } from './answers.ts'
import { Broadcasts } from './broadcasts.ts'
import { NodeClosedError, NodeRebornError } from './errors.ts'
import { Joins } from './joins.ts'
import { KeyWatches } from './key-watches.ts'
import { Listeners } from './listeners.ts'
import { type CoreParts, MeshCore } from './mesh-core.ts'
import { META_KEY, encodeMetadata, metadataOf } from './metadata.ts'
import {
  type KeyChange,
  MEMBER_EVENTS,
  type MemberInfo,
  type Metadata,
  type NodeEvent,
} from './node-event.ts'
import type { NodeOptions } from './node-options.ts'
import { Payload } from './payload.ts'
import { Queries } from './queries.ts'
import { readableValue } from './readable-value.ts'
import { SharedKeys } from './shared-keys.ts'
import { Tending } from './tending.ts'

export interface NodeParts extends Omit<CoreParts, 'name'> {
  readonly options: NodeOptions
  readonly wallMs: () => number
}

/** Starts over that may follow each other without being taken in. */
const MAX_RAISES = 5

type Of<K extends MeshEvent['kind']> = Extract<MeshEvent, { readonly kind: K }>

/** What a node consists of, and the ways that events take from the engine to it. */
export class NodeInside {
  readonly name: string
  readonly core: MeshCore
  readonly keys: SharedKeys
  readonly joins: Joins
  readonly broadcasts = new Broadcasts()
  readonly queries: Queries
  readonly answers = new Answers()
  readonly listeners: Listeners<NodeEvent>
  readonly watches: KeyWatches
  readonly #onError: (error: unknown) => void
  readonly #tending: Tending
  #metadata: Metadata
  #raises = 0
  #closing: Promise<void> | undefined

  constructor({ options, wallMs, ...core }: NodeParts) {
    const { name, metadata = {}, types = [], onEvent, onError = warn } = options
    const { arm } = core.timers
    this.name = name
    this.#metadata = metadata
    this.#onError = onError
    this.listeners = new Listeners(onError)
    this.watches = new KeyWatches(onError)
    if (onEvent) this.listeners.add(onEvent)
    this.queries = new Queries(arm)
    this.core = new MeshCore({ ...core, name }, this.#coreEvents())
    this.joins = new Joins({
      arm,
      ask: (addresses) => this.core.offer({ kind: 'join', addresses }),
      stopAsking: (addresses) => this.core.offer({ kind: 'stop-joining', addresses }),
      isMember: (address) => this.core.liveAddresses().includes(address),
    })
    this.keys = new SharedKeys({
      self: name,
      types,
      wallMs,
      spaces: {
        write: ({ kind, key, type, bytes }) =>
          this.core.offer(kind === 'value' ? { kind: 'set', key, type, bytes } : { kind: 'delete', key }),
        get: (owner, key) => this.core.engine.get(owner, key),
        entries: (owner) => this.core.engine.entries(owner),
      },
      onChanges: (changes) => this.#changed(changes),
      onUntidy: () => this.#tending.soon(),
    })
    this.#tending = new Tending(arm, () => this.keys.tend())
  }

  async start(): Promise<void> {
    await this.core.start()
    if (Object.keys(this.#metadata).length > 0) this.#tellMetadata()
    this.#tending.start()
  }

  describe(patch: Metadata): void {
    this.core.checkOpen()
    const metadata = { ...this.#metadata, ...patch }
    encodeMetadata(metadata)
    this.#metadata = metadata
    this.#tellMetadata()
  }

  memberInfo(row: MemberRow): MemberInfo {
    const metadata = metadataOf(this.core.engine.get(row.name, META_KEY))
    return { ...row, metadata, isSelf: row.name === this.name }
  }

  close(reason: string, leave: boolean): Promise<void> {
    this.#closing ??= this.#close(reason, leave)
    return this.#closing
  }

  async #close(reason: string, leave: boolean): Promise<void> {
    await this.core.flushed()
    if (leave) await this.core.leave()
    this.#tending.stop()
    const stopped = this.core.stop(reason)
    const error = new NodeClosedError(`the node "${this.name}" ${reason}`)
    this.joins.end(error)
    this.broadcasts.end(error)
    this.queries.end()
    await stopped
    this.listeners.tell({ kind: 'closed', reason })
  }

  #coreEvents() {
    return {
      onEvent: (event: MeshEvent) => this.#take(event),
      onUnreachable: (address: string, reason: string) => this.joins.unreachable(address, reason),
      onLinkFault: (from: string, reason: string) => this.listeners.tell({ kind: 'fault', from, reason }),
      onReborn: (old: Engine) => this.#reborn(old),
      onError: this.#onError,
      onBroken: (error: unknown) => {
        this.#onError(error)
        void this.close('had to stop because of an error in it', false)
      },
    }
  }

  #take(event: MeshEvent): void {
    switch (event.kind) {
      case 'member':
        return this.#member(event)
      case 'entry':
        return this.#entry(event)
      case 'dropped':
        return this.keys.dropped(event.owner, event.entries, event.why)
      case 'broadcast': {
        const { origin: from, name, bytes } = event
        return this.listeners.tell({ kind: 'broadcast', from, name, payload: new Payload(bytes) })
      }
      case 'broadcast-sent':
        return this.broadcasts.sent(event.id, event.version)
      case 'request':
        return void this.#answer(event)
      case 'reply':
        return this.queries.answered(event.id, event.from, event.ok, event.bytes)
      case 'join-accepted':
        this.#raises = 0
        return this.joins.accepted(event.address)
      case 'join-refused':
        return this.#refused(event)
      case 'displaced':
        return this.#displaced(event.generation)
      case 'fault':
      case 'overload':
      case 'stalled':
      case 'round':
        return this.listeners.tell(event)
    }
  }

  #member({ change, member }: Of<'member'>): void {
    if (member.name === this.name) return
    if (change === 'died' || change === 'left' || change === 'forgotten') this.keys.memberGone(member.name)
    else if (change !== 'flapping') this.keys.memberLives(member.name)
    this.listeners.tell({ kind: MEMBER_EVENTS[change], member: this.memberInfo(member) })
  }

  #entry({ owner, entry }: Of<'entry'>): void {
    const { key, version, kind } = entry
    if (this.listeners.size > 0)
      this.listeners.tell({ kind: 'delta', owner, key, version, isDeletion: kind === 'tombstone' })
    if (key === META_KEY) this.#described(owner)
    else if (owner !== this.name) this.keys.entry(owner, entry)
  }

  #described(owner: string): void {
    const row = this.core.engine.members().find(({ name }) => name === owner)
    if (row) this.listeners.tell({ kind: 'update', member: this.memberInfo(row) })
  }

  async #answer({ id, name, bytes, from, address }: Of<'request'>): Promise<void> {
    const answer = await this.answers.answer(name, bytes, from)
    this.core.offer({ kind: 'reply', id, to: address, ...answer })
  }

  #refused({ address, code, detail, knownGeneration }: Of<'join-refused'>): void {
    // A later start is known than this one's number says, as after the loss of a data folder.
    if (code === 'generation_behind' && this.#raises < MAX_RAISES) {
      this.#raises++
      this.core.raise(knownGeneration).catch((error: unknown) => {
        this.#onError(error)
        this.joins.refused(address, code, detail)
      })
      return
    }
    // Nobody has asked: a member that it was among has taken another process for it meanwhile.
    const isLater = knownGeneration >= this.core.engine.self.generation
    if (code === 'name_taken' && this.joins.size === 0 && isLater) return this.#displaced(knownGeneration)
    if (code !== 'unknown_member') this.joins.refused(address, code, detail)
    this.listeners.tell({ kind: 'join-refused', address, code, detail })
  }

  /** Two of one name would go on replacing each other. */
  #displaced(generation: number): void {
    this.listeners.tell({ kind: 'displaced', generation })
    void this.close('was displaced: another process goes by its name', false)
  }

  #reborn(old: Engine): void {
    const { generation } = this.core.engine.self
    const own: Entry[] = [...old.entries(this.name)]
    this.broadcasts.end(
      new NodeRebornError('the node had to begin anew: it is not known who got the broadcast'),
    )
    for (const { name } of old.members()) if (name !== this.name) this.keys.memberGone(name)
    // The first command also sets the new engine's clockwork going.
    this.core.offer({ kind: 'join', addresses: this.core.liveAddresses(old) })
    this.joins.askAgain()
    this.keys.rewrite(own.filter(({ key }) => key !== META_KEY))
    if (Object.keys(this.#metadata).length > 0) this.#tellMetadata()
    this.listeners.tell({ kind: 'reborn', generation })
  }

  #tellMetadata(): void {
    this.core.offer({ kind: 'set', key: META_KEY, type: 0, bytes: encodeMetadata(this.#metadata) })
  }

  #changed(changes: readonly SharedChange[]): void {
    for (const { key, before, after } of changes) {
      const change: KeyChange = {
        key,
        value: valueIn(after),
        before: valueIn(before),
        type: after?.type.name,
      }
      this.watches.tell(change)
      this.listeners.tell({ kind: 'change', ...change })
    }
  }
}

function valueIn(view: View | undefined): unknown {
  return view && readableValue(view.value)
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
