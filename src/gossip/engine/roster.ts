import type { Membership, MembershipCommand } from '../membership/membership.ts'
import type { MergeOutcome } from '../membership/merge.ts'
import { hash32 } from '../ring/hash32.ts'
import type { MeshState } from '../state/mesh-state.ts'
import type { MemberRow } from '../wire/messages.ts'
import type { MemberChange } from './effect.ts'
import type { FirstContact } from './first-contact.ts'
import type { Outbox } from './outbox.ts'
import type { Rumours } from './rumours.ts'

export interface RosterParts {
  readonly membership: Membership
  readonly state: MeshState
  readonly rumours: Rumours
  readonly firstContact: FirstContact
  readonly outbox: Outbox
}

/** Carries out what membership decides: frames to peers, the members' rows in the digest, their key spaces, events. */
export class Roster {
  readonly #parts: RosterParts
  /** The highest generation that has taken this node's name. */
  #displacedBy = 0

  constructor(parts: RosterParts) {
    this.#parts = parts
  }

  addressOf(name: string): string | undefined {
    return this.#parts.membership.table.get(name)?.row.address
  }

  /**
   * Who is held for gone and asks has to learn it, in order to object. Only who asks: two who hold each other for dead
   * would answer each other's answers for ever.
   */
  tellGone(sender: MemberRow): void {
    if (sender.status !== 'dead' && sender.status !== 'left') return
    const told = { type: 'delta', members: [sender], pieces: [], wants: [], more: false } as const
    this.#parts.outbox.send(sender.address, told)
  }

  carryOut(commands: readonly MembershipCommand[]): void {
    for (const command of commands) this.#carryOutOne(command)
  }

  #carryOutOne(command: MembershipCommand): void {
    const { outbox, rumours, membership } = this.#parts
    switch (command.kind) {
      case 'send-ping':
        return this.#ping(command.target, command.seq)
      case 'send-ping-request': {
        const { relay, seq, target } = command
        return this.#sendTo(relay, (to) => outbox.send(to, { type: 'ping-request', seq, target }, true))
      }
      case 'answer-relay': {
        const { seq, target, reached, incarnation } = command
        return this.#sendTo(command.to, (to) =>
          outbox.send(to, { type: 'relay-ack', seq, target, reached, incarnation }, true),
        )
      }
      case 'spread':
        return rumours.addMember(command.row)
      case 'changed':
        return this.#changed(command.outcome)
      case 'flapping': {
        const row = membership.table.get(command.name)?.row
        if (row) outbox.event({ kind: 'member', change: 'flapping', member: row })
        return
      }
      case 'forgotten':
        return this.#forgotten(command.row)
      case 'stalled':
        return outbox.event({ kind: 'stalled', ms: command.byMs })
    }
  }

  #sendTo(name: string, send: (address: string) => void): void {
    const address = this.addressOf(name)
    if (address !== undefined) send(address)
  }

  #ping(target: string, seq: number): void {
    const { membership, state, outbox } = this.#parts
    const suspicion = membership.suspicionToTell(target)
    this.#sendTo(target, (to) =>
      outbox.send(
        to,
        {
          type: 'ping',
          seq,
          targetHash: hash32(target),
          hash: state.hash,
          ...(suspicion && { suspicion }),
        },
        true,
      ),
    )
  }

  /** A later start has this node's name: told once. */
  displaced({ generation, address }: Pick<MemberRow, 'generation' | 'address'>): void {
    if (generation <= this.#displacedBy) return
    this.#displacedBy = generation
    this.#parts.outbox.event({ kind: 'displaced', generation, address })
  }

  #changed(outcome: MergeOutcome): void {
    const { outbox, state } = this.#parts
    if (outcome.kind === 'displaced') return this.displaced(outcome.row)
    if (outcome.kind === 'joined') this.#parts.firstContact.met(outcome.row)
    if (!('row' in outcome)) return
    const { row } = outcome
    if (row.name !== state.self) this.#own(row)
    state.setRow(row.name, row.generation, row.incarnation, row.status)
    const change = changeOf(outcome)
    if (change) outbox.event({ kind: 'member', change, member: row })
  }

  /** A live member has a key space; a new generation begins an empty one. */
  #own({ name, generation }: MemberRow): void {
    const { state, outbox } = this.#parts
    const { replaced } = state.addOwner(name, generation)
    if (replaced && replaced.length > 0)
      outbox.event({ kind: 'dropped', owner: name, entries: replaced, why: 'restarted' })
  }

  #forgotten(row: MemberRow): void {
    const { outbox, state } = this.#parts
    outbox.event({ kind: 'member', change: 'forgotten', member: row })
    const entries = state.forgetOwner(row.name)
    if (entries.length > 0) outbox.event({ kind: 'dropped', owner: row.name, entries, why: 'forgotten' })
  }
}

const CHANGES: Readonly<Partial<Record<MergeOutcome['kind'], MemberChange>>> = {
  joined: 'joined',
  restarted: 'restarted',
  updated: 'updated',
  refuted: 'refuted',
  suspected: 'suspected',
  died: 'died',
  left: 'left',
}

function changeOf(outcome: MergeOutcome): MemberChange | undefined {
  // A new incarnation alone is the mesh's own affair.
  if (outcome.kind === 'updated' && outcome.row.address === outcome.before.address) return undefined
  return CHANGES[outcome.kind]
}
