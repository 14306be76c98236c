import { fnv1a } from '../../../../src/base/fnv1a.ts'
import type { RandomStream } from '../../../../src/base/rng.ts'
import {
  arcMembers,
  split,
  wholeRing,
  type Child,
  type RingPlace,
} from '../../../../src/gossip/broadcast/spread.ts'
import { isLive } from '../../../../src/gossip/membership/member-table.ts'
import { Membership, type MembershipCommand } from '../../../../src/gossip/membership/membership.ts'
import { compareClaims, type MergeOutcome } from '../../../../src/gossip/membership/merge.ts'
import { sample } from '../../../../src/gossip/membership/sample.ts'
import type { MembershipOptions } from '../../../../src/gossip/membership/membership.ts'
import type { MemberRow } from '../../../../src/gossip/wire/messages.ts'

export type MeshFrame =
  | { kind: 'ping'; seq: number; hash: number; suspicion: MemberRow | undefined }
  | { kind: 'ack'; seq: number; incarnation: number; digest: MemberRow[] | undefined }
  | { kind: 'ping-request'; seq: number; target: string }
  | { kind: 'relay-ack'; seq: number; target: string; reached: boolean; incarnation: number }
  | { kind: 'rows'; rows: MemberRow[] }
  | { kind: 'rumour'; row: MemberRow; arcEnd: number; spread: boolean }

const FANOUT = 4

/** A node of members only: the membership with as much of exchange and rumours as it takes to carry rows. */
export class MeshNode {
  readonly name: string
  readonly membership: Membership
  readonly #send: (to: string, frame: MeshFrame) => void
  readonly #tell: (outcome: MergeOutcome) => void
  readonly #random: RandomStream
  #hash: number | undefined

  constructor(
    self: MemberRow,
    options: MembershipOptions,
    nowMs: number,
    send: (to: string, frame: MeshFrame) => void,
    tell: (outcome: MergeOutcome) => void,
  ) {
    this.name = self.name
    this.membership = new Membership(self, options, nowMs)
    this.#random = options.random
    this.#send = send
    this.#tell = tell
  }

  wake(nowMs: number): void {
    this.#do(this.membership.resume(nowMs))
    this.#do(this.membership.wake(nowMs))
  }

  claim(row: MemberRow, nowMs: number): void {
    this.#do(this.membership.claim(row, nowMs))
  }

  do(commands: readonly MembershipCommand[]): void {
    this.#do(commands)
  }

  receive(from: string, frame: MeshFrame, nowMs: number): void {
    const { membership } = this
    this.#do(membership.resume(nowMs))
    membership.heard(from, nowMs)
    const sender = membership.table.get(from)?.row
    if (sender && !isLive(sender.status) && frame.kind !== 'rows')
      this.#send(from, { kind: 'rows', rows: [sender] })
    switch (frame.kind) {
      case 'ping': {
        if (frame.suspicion) this.claim(frame.suspicion, nowMs)
        const { incarnation } = membership.table.self.row
        const digest = frame.hash === this.#hashNow() ? undefined : this.#liveRows()
        this.#send(from, { kind: 'ack', seq: frame.seq, incarnation, digest })
        return
      }
      case 'ack':
        this.#do(membership.acked(from, frame.seq, frame.incarnation, nowMs))
        if (frame.digest) this.#reconcile(from, frame.digest, nowMs)
        return
      case 'ping-request':
        this.#do(membership.pingRequested(from, frame.seq, frame.target, nowMs))
        return
      case 'relay-ack':
        this.#do(membership.relayAcked(from, frame, nowMs))
        return
      case 'rows':
        for (const row of frame.rows) this.claim(row, nowMs)
        return
      case 'rumour':
        this.#spread(frame, from)
        this.claim(frame.row, nowMs)
    }
  }

  /** The digest's rows are taken as they are; what this node knows better goes back. */
  #reconcile(from: string, digest: readonly MemberRow[], nowMs: number): void {
    for (const row of digest) this.claim(row, nowMs)
    const theirs = new Map(digest.map((row) => [row.name, row]))
    const better = [...this.membership.table.members()].flatMap(({ row }) => {
      const their = theirs.get(row.name)
      return (their ? compareClaims(row, their) > 0 : isLive(row.status)) ? [row] : []
    })
    if (better.length > 0) this.#send(from, { kind: 'rows', rows: better })
  }

  #do(commands: readonly MembershipCommand[]): void {
    for (const command of commands) this.#carryOut(command)
  }

  #carryOut(command: MembershipCommand): void {
    switch (command.kind) {
      case 'send-ping': {
        const suspicion = this.membership.suspicionToTell(command.target)
        this.#send(command.target, { kind: 'ping', seq: command.seq, hash: this.#hashNow(), suspicion })
        return
      }
      case 'send-ping-request':
        this.#send(command.relay, { kind: 'ping-request', seq: command.seq, target: command.target })
        return
      case 'answer-relay': {
        const { seq, target, reached, incarnation } = command
        this.#send(command.to, { kind: 'relay-ack', seq, target, reached, incarnation })
        return
      }
      case 'changed':
        this.#hash = undefined
        this.#tell(command.outcome)
        return
      case 'spread':
        this.#originate(command.row)
        return
      default:
    }
  }

  #originate(row: MemberRow): void {
    const { ring, self } = this.membership.table
    this.#pass(row, split(wholeRing(ring, self.place), FANOUT, this.#suspect), self.place)
  }

  #spread(frame: Extract<MeshFrame, { kind: 'rumour' }>, from: string): void {
    if (!frame.spread) return
    const { ring, self } = this.membership.table
    const members = arcMembers(ring, self.place, frame.arcEnd, from)
    this.#pass(frame.row, split(members, FANOUT, this.#suspect), self.place)
  }

  #pass(row: MemberRow, children: readonly Child[], self: RingPlace): void {
    for (const child of children) this.#send(child.name, { kind: 'rumour', row, ...child })
    const taken = new Set([self.name, ...children.map(({ name }) => name)])
    const rest = this.membership.table.others().filter((name) => !taken.has(name))
    for (const name of sample(this.#random, rest, 1))
      this.#send(name, { kind: 'rumour', row, arcEnd: 0, spread: false })
  }

  readonly #suspect = (name: string) => this.membership.table.get(name)?.row.status === 'suspect'

  #liveRows(): MemberRow[] {
    return this.membership.table.ring.flatMap(({ name }) => this.membership.table.get(name)?.row ?? [])
  }

  #hashNow(): number {
    this.#hash ??= this.#liveRows().reduce(
      (hash, row) => fnv1a(`${row.name} ${row.generation} ${row.incarnation} ${row.status}`, hash),
      0,
    )
    return this.#hash
  }
}
