import { assert } from '../../base/assert.ts'
import type { RandomStream } from '../../base/rng.ts'
import { PhiAccrual } from '../detector/phi-accrual.ts'
import { SwimDetector } from '../detector/swim-detector.ts'
import { Membership } from '../membership/membership.ts'
import { compareClaims } from '../membership/merge.ts'
import { sample } from '../membership/sample.ts'
import { hash32 } from '../ring/hash32.ts'
import { MeshState } from '../state/mesh-state.ts'
import { decodeFrame } from '../wire/frame.ts'
import type { Ack, Delta, DigestRow, Entry, MemberRow, Message, Piece, Ping } from '../wire/messages.ts'
import { type EngineConfig, MIN_FRAME_BYTES } from './config.ts'
import type { Effect, MeshEvent } from './effect.ts'
import { AskedOwners } from './asked-owners.ts'
import { Exchange } from './exchange.ts'
import { FirstContact } from './first-contact.ts'
import type { Command, Input } from './input.ts'
import { Joining } from './joining.ts'
import { LimitedEvents } from './limited-events.ts'
import type { MeshEngine } from './port.ts'
import { Requests } from './requests.ts'
import { Roster } from './roster.ts'
import { Rumours } from './rumours.ts'
import { Outbox } from './outbox.ts'
import type { EngineStatus } from './status.ts'
import { Writes } from './writes.ts'

export interface Identity {
  readonly name: string
  /** Where others reach this node. */
  readonly address: string
  /** Higher than at any start before, and saved before this one. */
  readonly generation: number
}

/**
 * A node of the mesh as a function: `step` takes the time and what happened, and gives what must be done; it does nothing
 * itself. Given configuration, identity, a random stream and its inputs it is deterministic. What it is made of decides;
 * here frames, commands and time find their way to it.
 */
export class Engine implements MeshEngine<Command, MeshEvent> {
  readonly self: Identity
  readonly #config: EngineConfig
  readonly #random: RandomStream
  readonly #outbox = new Outbox()
  readonly #state: MeshState
  readonly #phi: PhiAccrual
  readonly #membership: Membership
  readonly #rumours: Rumours
  readonly #roster: Roster
  readonly #exchange: Exchange
  readonly #joining: Joining
  readonly #firstContact = new FirstContact()
  readonly #requests: Requests
  readonly #limited: LimitedEvents
  readonly #writes: Writes
  /** Peers with whom an exchange goes on, and when. */
  readonly #followUps = new Map<string, number>()
  readonly #asked = new AskedOwners()
  #leftMs = Number.POSITIVE_INFINITY
  #nowMs: number

  constructor(config: EngineConfig, self: Identity, random: RandomStream, nowMs: number) {
    assert(config.frameBytes >= MIN_FRAME_BYTES, `frameBytes is at least ${MIN_FRAME_BYTES}`)
    this.self = self
    this.#config = config
    this.#random = random
    this.#nowMs = nowMs
    const outbox = this.#outbox
    this.#state = new MeshState(self.name, self.generation, config.state)
    this.#phi = new PhiAccrual({
      threshold: config.phiThreshold,
      firstIntervalMs: config.timing.probeIntervalMs,
    })
    const detector = config.detector === 'phi' ? this.#phi : new SwimDetector()
    const { timing, lifeguard } = config
    const row: MemberRow = { ...self, incarnation: 0, status: 'alive' }
    this.#membership = new Membership(row, { timing, lifeguard, random, detector }, nowMs)
    this.#state.setRow(row.name, row.generation, row.incarnation, row.status)
    const { table } = this.#membership
    const parts = { config, membership: this.#membership, state: this.#state, outbox, table, random }
    this.#rumours = new Rumours(parts)
    this.#roster = new Roster({ ...parts, rumours: this.#rumours, firstContact: this.#firstContact })
    this.#exchange = new Exchange(parts)
    this.#joining = new Joining({ ...parts, roster: this.#roster, rumours: this.#rumours })
    this.#requests = new Requests({
      self: self.name,
      retryMs: config.requestRetryMs,
      outbox,
      addressOf: (name) => this.#roster.addressOf(name),
    })
    this.#limited = new LimitedEvents(parts)
    this.#writes = new Writes({ ...parts, rumours: this.#rumours }, nowMs)
  }

  step(nowMs: number, input: Input): Effect[] {
    this.#nowMs = nowMs
    this.#resume()
    this.#take(input)
    this.#wake()
    this.#membership.asked(this.nextWakeMs())
    return this.#outbox.take()
  }

  nextWakeMs(): number {
    let next = Math.min(
      this.#membership.nextWakeMs,
      this.#rumours.nextWakeMs(),
      this.#joining.nextWakeMs(),
      this.#requests.nextWakeMs(),
      this.#writes.nextWakeMs(this.#nowMs),
      this.#state.nextSweepMs(),
      this.#leftMs,
    )
    for (const atMs of this.#followUps.values()) next = Math.min(next, atMs)
    return next
  }

  // --- reading

  members(): MemberRow[] {
    return [...this.#membership.table.members()].map(({ row }) => row)
  }

  /** Alive and suspect members, this node included. */
  liveCount(): number {
    return this.#membership.table.ring.length
  }

  get(owner: string, key: string): Entry | undefined {
    return this.#state.get(owner, key)
  }

  entries(owner: string, prefix?: string): Iterable<Entry> {
    return this.#state.entries(owner, prefix)
  }

  owners(): Iterable<string> {
    return this.#state.owners()
  }

  /** How improbable a member's present silence is: phi of the phi accrual failure detector. */
  phi(name: string): number {
    return this.#phi.level(name, this.#nowMs)
  }

  /** The smoothed round trip to a member, once measured. */
  roundTripMs(name: string): number | undefined {
    return this.#membership.roundTrips.of(name)?.smoothedMs
  }

  status(): EngineStatus {
    const { entries, bytes } = this.#state.size()
    return {
      entries,
      bytes,
      hash: this.#state.hash,
      localHealth: this.#membership.health.score,
      waitingWrites: this.#writes.waiting,
      updatesPerSecond: this.#writes.perSecond,
      overloads: this.#writes.overloads + this.#requests.overloads,
    }
  }

  // --- inputs

  #take(input: Input): void {
    const nowMs = this.#nowMs
    switch (input.kind) {
      case 'wake':
        return
      case 'frame':
        return this.#frame(input.from, input.bytes)
      case 'unreachable': {
        const member = this.#membership.table.byAddress(input.address)
        if (member) this.#roster.carryOut(this.#membership.unreachable(member.row.name, nowMs))
        return
      }
      case 'join':
        this.#firstContact.joining ||= this.liveCount() === 1
        return this.#joining.ask(input.addresses, nowMs)
      case 'stop-joining':
        return this.#joining.stop(input.addresses)
      case 'set':
      case 'delete':
        return this.#writes.write(input, nowMs)
      case 'broadcast': {
        const { id, name, bytes, ttl } = input
        if (ttl === undefined) return this.#writes.broadcast(id, name, bytes, nowMs)
        this.#limited.send(id, name, bytes, ttl, nowMs)
        return this.#outbox.event({ kind: 'broadcast-sent', id, version: 0 })
      }
      case 'request':
        return this.#requests.ask(nowMs, input)
      case 'reply':
        return this.#requests.reply(input)
      case 'leave':
        if (this.#leftMs !== Number.POSITIVE_INFINITY) return
        this.#roster.carryOut(this.#membership.leave(nowMs))
        this.#leftMs = nowMs + this.#config.leaveMs
    }
  }

  #frame(from: string, bytes: Uint8Array): void {
    const decoded = decodeFrame(bytes)
    if (!decoded.ok) {
      this.#outbox.event({ kind: 'fault', from, reason: decoded.reason })
      return this.#outbox.close(from, decoded.reason)
    }
    const { message } = decoded
    if (message.type === 'join') return this.#joining.asked(from, message, this.#nowMs)
    if (message.type === 'join-refused') return this.#joining.refused(from, message, this.#nowMs)
    if (message.type === 'join-accepted') return this.#accepted(message)
    const sender = this.#membership.table.byAddress(from)?.row
    if (!sender) {
      const detail = 'the sender is no member here'
      return this.#outbox.send(from, {
        type: 'join-refused',
        code: 'unknown_member',
        knownGeneration: 0,
        detail,
        asked: '',
      })
    }
    this.#heard(sender)
    this.#message(sender, message)
  }

  #accepted(message: Message & { readonly type: 'join-accepted' }): void {
    this.#firstContact.joining = true
    this.#joining.accepted(message, this.#nowMs)
    this.#firstContact.joining = false
    this.#followUps.set(message.row.name, this.#nowMs)
  }

  #heard(sender: MemberRow): void {
    const nowMs = this.#nowMs
    this.#membership.heard(sender.name, nowMs)
    if (this.#config.detector !== 'phi') this.#phi.heard(sender.name, nowMs)
    this.#joining.heard(sender.name, nowMs)
  }

  #message(
    sender: MemberRow,
    message: Exclude<Message, { readonly type: 'join' | 'join-accepted' | 'join-refused' }>,
  ): void {
    const nowMs = this.#nowMs
    switch (message.type) {
      case 'ping':
        return this.#ping(sender, message)
      case 'ack':
        return this.#ack(sender, message)
      case 'ping-request':
        return this.#roster.carryOut(
          this.#membership.pingRequested(sender.name, message.seq, message.target, nowMs),
        )
      case 'relay-ack':
        return this.#roster.carryOut(this.#membership.relayAcked(sender.name, message, nowMs))
      case 'delta':
        return this.#delta(sender, message)
      case 'rumour':
        this.#learn(message.members, message.pieces, true)
        return this.#rumours.relay(message, sender.name)
      case 'limited-event':
        return this.#limited.received(sender.name, message, nowMs)
      case 'request':
        return this.#requests.asked(sender.address, message)
      case 'reply':
        return this.#requests.answered(message)
    }
  }

  #ping(sender: MemberRow, { seq, targetHash, hash, suspicion }: Ping): void {
    if (targetHash !== hash32(this.self.name)) return
    this.#roster.tellGone(sender)
    if (suspicion?.name === this.self.name)
      this.#roster.carryOut(this.#membership.claim(suspicion, this.#nowMs))
    const { incarnation } = this.#membership.table.self.row
    const own = this.#state.hash
    const isSame = own.low === hash.low && own.high === hash.high
    const digest = isSame ? undefined : this.#exchange.digest(this.#nowMs)
    this.#outbox.send(sender.address, { type: 'ack', seq, incarnation, ...(digest && { digest }) }, true)
  }

  #ack(sender: MemberRow, { seq, incarnation, digest }: Ack): void {
    const nowMs = this.#nowMs
    this.#roster.carryOut(this.#membership.acked(sender.name, seq, incarnation, nowMs))
    if (!digest) {
      this.#firstContact.agreed()
      return this.#round(sender, false)
    }
    this.#firstContact.digest(digest)
    for (const row of digest.rows) this.#digestRow(row)
    const delta = this.#exchange.answerDigest(digest, nowMs)
    if (delta) {
      const wants = this.#asked.ask(delta.wants, nowMs, this.#patienceMs())
      if (wants.length + delta.members.length + delta.pieces.length > 0)
        this.#outbox.send(sender.address, { ...delta, wants })
      if (delta.more) this.#followUp(sender.name)
    }
    this.#round(sender, true)
  }

  #digestRow(row: DigestRow): void {
    if (row.name === this.self.name) this.#writes.observe(row)
    const held = this.#membership.table.get(row.name)?.row
    if (!held || held.generation !== row.generation || compareClaims(row, held) <= 0) return
    const { incarnation, status } = row
    this.#roster.carryOut(this.#membership.claim({ ...held, incarnation, status }, this.#nowMs))
  }

  #delta(sender: MemberRow, { members, pieces, wants, more }: Delta): void {
    this.#learn(members, pieces, false)
    // Who asked for nothing has answered a question of ours.
    if (wants.length > 0) {
      const answer = this.#exchange.answerWants(wants)
      if (answer.members.length + answer.pieces.length > 0) this.#outbox.send(sender.address, answer)
    } else if (more) this.#followUp(sender.name)
  }

  #learn(members: readonly MemberRow[], pieces: readonly Piece[], isPushed: boolean): void {
    for (const row of members) this.#roster.carryOut(this.#membership.claim(row, this.#nowMs))
    for (const piece of pieces) this.#apply(piece, isPushed)
  }

  #apply(piece: Piece, isPushed: boolean): void {
    const { owner } = piece
    this.#asked.answered(owner)
    const historyTo = this.#firstContact.historyTo(piece, isPushed)
    const { fresh, replaced } = this.#state.apply(this.#nowMs, piece, historyTo)
    this.#firstContact.reached(owner, this.#state.version(owner))
    if (replaced && replaced.length > 0)
      this.#outbox.event({ kind: 'dropped', owner, entries: replaced, why: 'restarted' })
    for (const entry of fresh) {
      if (entry.kind === 'event') {
        this.#outbox.event({ kind: 'broadcast', origin: owner, name: entry.key, bytes: entry.bytes })
      } else this.#outbox.event({ kind: 'entry', owner, entry })
    }
  }

  // --- time

  #resume(): void {
    for (const command of this.#membership.resume(this.#nowMs)) {
      if (command.kind === 'stalled') this.#joining.shift(command.byMs)
      this.#roster.carryOut([command])
    }
  }

  #wake(): void {
    const nowMs = this.#nowMs
    if (nowMs >= this.#membership.nextWakeMs) this.#roster.carryOut(this.#membership.wake(nowMs))
    if (nowMs >= this.#joining.nextWakeMs()) this.#joining.wake(nowMs)
    this.#requests.wake(nowMs)
    this.#writes.wake(nowMs)
    this.#sweep()
    for (const [name, atMs] of this.#followUps) {
      if (nowMs < atMs) continue
      this.#followUps.delete(name)
      this.#pingNow(name)
    }
    if (nowMs >= this.#leftMs) {
      this.#leftMs = Number.POSITIVE_INFINITY
      this.#outbox.event({ kind: 'left' })
    }
    // Own news leave when the turn is over, so that what one turn changes travels together.
    if (!this.#rumours.push(nowMs)) this.#offer()
  }

  /** Too much to push: some peers are told at once that there is something to ask for. */
  #offer(): void {
    for (const name of sample(this.#random, this.#membership.table.others(), this.#config.fanout))
      this.#pingNow(name)
  }

  #pingNow(name: string): void {
    if (this.#membership.table.get(name)) this.#roster.carryOut(this.#membership.ping(name, this.#nowMs))
  }

  #followUp(name: string): void {
    if (!this.#followUps.has(name)) this.#followUps.set(name, this.#nowMs + this.#config.followUpMs)
  }

  /** How long an answer to a question may take before somebody else is asked. */
  #patienceMs(): number {
    return 2 * this.#membership.answerWaitMs()
  }

  #sweep(): void {
    if (this.#nowMs < this.#state.nextSweepMs()) return
    for (const { owner, entries } of this.#state.sweep(this.#nowMs).dropped)
      this.#outbox.event({ kind: 'dropped', owner, entries, why: 'collected' })
  }

  #round(peer: MemberRow, mismatch: boolean): void {
    const roundTripMs = this.roundTripMs(peer.name) ?? 0
    this.#outbox.event({ kind: 'round', peer: peer.name, roundTripMs, mismatch })
  }
}
