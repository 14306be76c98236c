import type { Membership } from '../membership/membership.ts'
import { type Decided, DuplicateNames, type JoinVerdict } from '../membership/duplicate-name.ts'
import { HEADER_BYTES } from '../wire/limits.ts'
import type { Join, JoinAccepted, JoinRefused, MemberRow } from '../wire/messages.ts'
import { memberRowSize } from '../wire/rows.ts'
import { commonVersion, NEWEST_VERSION, OLDEST_VERSION, SPOKEN_VERSIONS } from '../wire/versions.ts'
import { isLive } from '../membership/member-table.ts'
import type { EngineConfig } from './config.ts'
import type { Outbox } from './outbox.ts'
import type { Roster } from './roster.ts'
import type { Rumours } from './rumours.ts'

/** Seeds that are asked at a time; who is asked by more commands at once waits for none of them. */
export const MAX_SEEDS = 64
const FIXED_BYTES = 512
/** A node that does not know us any more is asked to take us again, but not more often than this. */
const REJOIN_PAUSE_MS = 1000

interface Asked {
  readonly address: string
  /** How often this start has asked it. */
  questions: number
  /** How often it had been asked when it refused this generation, or an earlier start, first. */
  refusedQuestion: number | undefined
  pauseMs: number
  nextMs: number
}

export interface JoiningParts {
  readonly config: EngineConfig
  readonly membership: Membership
  readonly roster: Roster
  readonly rumours: Rumours
  readonly outbox: Outbox
}

/** Both sides of becoming a member: asking seeds until one accepts, and judging who asks. */
export class Joining {
  readonly #parts: JoiningParts
  readonly #asked = new Map<string, Asked>()
  readonly #names = new DuplicateNames()
  readonly #rejoinedMs = new Map<string, number>()
  /** By what address those know this node whose names are contested. */
  readonly #contested = new Map<string, string>()

  constructor(parts: JoiningParts) {
    this.#parts = parts
  }

  // --- asking

  ask(addresses: readonly string[], nowMs: number): void {
    const own = this.#parts.membership.table.self.row
    if (own.status === 'left') return
    for (const address of addresses) {
      if (address === own.address || this.#asked.has(address) || this.#asked.size >= MAX_SEEDS) continue
      this.#asked.set(address, {
        address,
        questions: 0,
        refusedQuestion: undefined,
        pauseMs: this.#parts.config.joinPauseMs,
        nextMs: nowMs,
      })
    }
    this.#askDue(nowMs)
  }

  /** The program has given up on these. */
  stop(addresses: readonly string[]): void {
    for (const address of addresses) this.#asked.delete(address)
  }

  /** A peer does not take this node for a member. */
  unknownThere(address: string, nowMs: number): void {
    if (this.#parts.membership.table.self.row.status === 'left') return
    const lastMs = this.#rejoinedMs.get(address) ?? Number.NEGATIVE_INFINITY
    if (nowMs - lastMs < REJOIN_PAUSE_MS || this.#rejoinedMs.size >= MAX_SEEDS)
      return this.#forgetRejoins(nowMs)
    this.#rejoinedMs.set(address, nowMs)
    this.#send(address)
  }

  accepted(message: JoinAccepted, nowMs: number): void {
    const { membership, roster, outbox } = this.#parts
    const wasAsked = this.#asked.delete(message.asked)
    for (const row of [message.row, ...message.members]) roster.carryOut(membership.claim(row, nowMs))
    // One way into the mesh is enough: the other seeds are members or are not there.
    for (const address of this.#asked.keys())
      if (membership.table.byAddress(address)) this.#asked.delete(address)
    if (wasAsked) outbox.event({ kind: 'join-accepted', address: message.asked, by: message.row.name })
  }

  refused(from: string, { code, knownGeneration, detail, asked }: JoinRefused, nowMs: number): void {
    if (code === 'unknown_member') return this.unknownThere(from, nowMs)
    if (code === 'generation_behind' && this.#isOutdated(asked, knownGeneration)) return
    const wasAsked = this.#asked.delete(asked)
    const { roster, membership, outbox } = this.#parts
    // A member that is no longer known, since its name goes to another.
    if (code === 'name_taken' && !wasAsked && knownGeneration > membership.table.self.row.generation)
      return roster.displaced({ generation: knownGeneration, address: '' })
    outbox.event({ kind: 'join-refused', address: asked || from, code, knownGeneration, detail })
  }

  /** The frame of an earlier start may have come late: its refusal reaches this one, which is asked for again. */
  #isOutdated(address: string, knownGeneration: number): boolean {
    const asked = this.#asked.get(address)
    const own = this.#parts.membership.table.self.row.generation
    if (knownGeneration > own) return false
    // Who knows an older one would have had no reason to refuse this one.
    if (knownGeneration < own) return true
    if (!asked) return true
    // A refusal that is meant for this start comes again when it is asked again; one that was repeated on its way does not.
    const isMeant = asked.questions > (asked.refusedQuestion ?? asked.questions)
    asked.refusedQuestion ??= asked.questions
    return !isMeant
  }

  // --- being asked

  asked(from: string, join: Join, nowMs: number): void {
    const { config, membership } = this.#parts
    if (join.cluster !== config.cluster) {
      return this.#refuse(
        from,
        join.asked,
        'other_cluster',
        `this is a node of cluster "${config.cluster}", not of "${join.cluster}"`,
      )
    }
    const theirs = { oldest: join.oldestVersion, newest: join.newestVersion }
    if (commonVersion(theirs, SPOKEN_VERSIONS) === undefined) {
      return this.#refuse(
        from,
        join.asked,
        'no_common_version',
        `this node speaks versions ${OLDEST_VERSION} to ${NEWEST_VERSION}, the one that joins ${theirs.oldest} to ${theirs.newest}`,
      )
    }
    // Somebody who has left meanwhile.
    if (!isLive(join.row.status)) return
    const waitMs = membership.answerWaitMs(join.row.name)
    const verdict = this.#names.join(membership.table, join.row, nowMs, waitMs)
    if (verdict.kind === 'probe-holder') this.#contested.set(join.row.name, join.asked)
    this.#decide(join.row, from, join.asked, verdict, nowMs)
  }

  /** The holder of a name has shown that it lives. */
  heard(name: string, nowMs: number): void {
    const decided = this.#names.holderAnswered(this.#parts.membership.table, name)
    if (decided) this.#decideFor(decided, nowMs)
  }

  wake(nowMs: number): void {
    this.#askDue(nowMs)
    for (const decided of this.#names.expired(this.#parts.membership.table, nowMs))
      this.#decideFor(decided, nowMs)
  }

  nextWakeMs(): number {
    let next = this.#names.nextMs
    for (const { nextMs } of this.#asked.values()) next = Math.min(next, nextMs)
    return next
  }

  shift(byMs: number): void {
    this.#names.shift(byMs)
  }

  #askDue(nowMs: number): void {
    for (const asked of this.#asked.values()) {
      if (asked.nextMs > nowMs) continue
      asked.questions += 1
      asked.nextMs = nowMs + asked.pauseMs
      asked.pauseMs = Math.min(2 * asked.pauseMs, this.#parts.config.maxJoinPauseMs)
      this.#send(asked.address)
    }
  }

  #send(address: string): void {
    const { config, membership, outbox } = this.#parts
    outbox.send(address, {
      type: 'join',
      cluster: config.cluster,
      row: membership.table.self.row,
      oldestVersion: OLDEST_VERSION,
      newestVersion: NEWEST_VERSION,
      asked: address,
    })
  }

  #forgetRejoins(nowMs: number): void {
    for (const [address, atMs] of this.#rejoinedMs)
      if (nowMs - atMs >= REJOIN_PAUSE_MS) this.#rejoinedMs.delete(address)
  }

  #decideFor({ row, verdict }: Decided, nowMs: number): void {
    const asked = this.#contested.get(row.name) ?? ''
    this.#contested.delete(row.name)
    this.#decide(row, row.address, asked, verdict, nowMs)
  }

  #decide(row: MemberRow, to: string, asked: string, verdict: JoinVerdict, nowMs: number): void {
    const { membership, roster } = this.#parts
    switch (verdict.kind) {
      case 'wait':
        return
      case 'probe-holder':
        return roster.carryOut(membership.ping(verdict.holder.name, nowMs))
      case 'refuse':
        return this.#refuse(to, asked, verdict.code, refusalText(verdict.code, row), verdict.knownGeneration)
      case 'accept':
        return this.#accept(row, to, asked, nowMs)
    }
  }

  #accept(row: MemberRow, to: string, asked: string, nowMs: number): void {
    const { config, membership, roster, rumours, outbox } = this.#parts
    roster.carryOut(membership.claim(row, nowMs))
    const held = membership.table.get(row.name)?.row
    if (!held) return this.#refuse(to, asked, 'bad_address', 'the mesh has no room for another member')
    if (held.status === 'alive') rumours.addMember(held)
    let room = config.frameBytes - HEADER_BYTES - FIXED_BYTES
    const members: MemberRow[] = []
    // What is held of the newcomer comes first: it may have to refute it.
    for (const member of [held, ...[...membership.table.members()].map((known) => known.row)]) {
      if (member !== held && (!isLive(member.status) || member.name === row.name)) continue
      room -= memberRowSize(member)
      if (room < 0) break
      members.push(member)
    }
    outbox.send(to, {
      type: 'join-accepted',
      row: membership.table.self.row,
      version: NEWEST_VERSION,
      asked,
      members,
    })
  }

  #refuse(to: string, asked: string, code: JoinRefused['code'], detail: string, knownGeneration = 0): void {
    this.#parts.outbox.send(to, { type: 'join-refused', code, knownGeneration, detail, asked })
  }
}

function refusalText(code: JoinRefused['code'], row: MemberRow): string {
  return code === 'name_taken'
    ? `a live member is named "${row.name}" already: choose another name`
    : `"${row.name}" was started with a higher generation before`
}
