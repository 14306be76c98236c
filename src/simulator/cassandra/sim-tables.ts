import { type RandomStream, between } from '../../base/rng.ts'
import { StoreUnavailableError } from '../../sessions/errors.ts'
import type { ListPosition } from '../../sessions/ports.ts'
import type {
  ActiveEntry,
  AuthorityPage,
  AuthorityRow,
  Bucket,
  Decision,
  DecisionOutcome,
  PlainWrite,
  PublicRow,
  RangePosition,
  ReadLevel,
  Slot,
  TablePort,
  UserView,
} from '../../storage/cassandra/table-port.ts'
import type { Scheduler } from '../world/scheduler.ts'
import type { SimProcess } from '../world/sim-process.ts'
import type { Tally } from '../world/tally.ts'
import type { Trace } from '../world/trace.ts'
import type { CrashPlan, StatementName } from './crash-points.ts'
import { type Consistency, type DataCentre, replicasOf, spread, trickle } from './replicas.ts'
import type { Sight, SimDatabase } from './sim-database.ts'
import {
  type DatabaseWeather,
  DECISION_FAULTS,
  type DecisionFault,
  drawFault,
  READ_FAULTS,
  WRITE_FAULTS,
  type WriteFault,
} from './statement-faults.ts'
import { type Conditional, nowhere } from './user-partition.ts'

const FASTEST_MS = 0.3
const SLOWEST_MS = 6
const SLOWED_MS = 1_500
/** After this long a driver gives up; sooner when the coordinator does. */
const SOONEST_TIMEOUT_MS = 200
const LATEST_TIMEOUT_MS = 2_000

export interface SimTablesParts {
  readonly database: SimDatabase
  readonly weather: DatabaseWeather
  readonly scheduler: Scheduler
  readonly life: SimProcess
  readonly dc: DataCentre
  /** What an operator has configured. */
  readonly consistency: Consistency
  readonly random: RandomStream
  readonly crashes: CrashPlan
  readonly faultsMet: Tally
  readonly trace?: Trace
}

/** The database as one server sees it: statements travel, are carried out, are answered, or meet a fault. */
export class SimTables implements TablePort {
  readonly #parts: SimTablesParts

  constructor(parts: SimTablesParts) {
    this.#parts = parts
  }

  readSlot(userId: string, level: ReadLevel): Promise<Slot> {
    return this.#read('read slot', () => {
      const { replicas, nowMs } = this.#sightOf(userId, level)
      return this.#parts.database.user(userId).slot(replicas, nowMs)
    })
  }

  readUserSessions(userId: string, sessionIds: readonly string[], level: ReadLevel): Promise<UserView> {
    return this.#read('read sessions of user', () => {
      const { replicas, nowMs } = this.#sightOf(userId, level)
      return this.#parts.database.user(userId).view(sessionIds, replicas, nowMs)
    })
  }

  decide(decision: Decision): Promise<DecisionOutcome> {
    const { ifVersion, ends } = decision
    const name = ifVersion !== undefined ? 'decide end' : ends ? 'decide replacing start' : 'decide start'
    return this.#conditional(name, decision.to.session.userId, { kind: 'decision', decision })
  }

  markKept(row: AuthorityRow, keptBy: string): Promise<DecisionOutcome> {
    return this.#conditional('mark kept', row.session.userId, { kind: 'mark', row, keptBy })
  }

  readPublicRow(sessionId: string, level: ReadLevel): Promise<PublicRow | undefined> {
    return this.#read('read public row', () => {
      const { random, dc, consistency, database } = this.#parts
      // What another statement confirms is the one thing that may be read at ONE.
      const replicas = level === 'plain' ? replicasOf(random, consistency, dc) : this.#replicas(level)
      return database.publicRow(sessionId, this.#sight(replicas))
    })
  }

  write(rows: readonly PlainWrite[], timestampUs: number): Promise<void> {
    const name = nameOfWrite(rows)
    return new Promise((resolve, reject) => {
      if (!this.#begin(name)) return
      const { random, weather, dc } = this.#parts
      const isOut = weather.out.has(dc)
      const fates = rows.map((): WriteFault | undefined =>
        isOut ? 'fails, not written' : drawFault(random, weather.faults.writes, WRITE_FAULTS),
      )
      const thereMs = this.#travelMs()
      for (const [index, row] of rows.entries()) this.#put(row, timestampUs, thereMs, fates[index])
      const failed = fates.some((fate) => fate !== undefined)
      this.#parts.trace?.add(this.#parts.life.name, `${name} ${timestampUs} ${fates.join(',')}`)
      const backMs = thereMs + (failed ? this.#timeoutMs() : this.#travelMs())
      this.#answer(backMs, () => (failed ? reject(unavailable(isOut)) : resolve()))
      this.#end(name)
    })
  }

  readKeepAlives(sessionIds: readonly string[], level: ReadLevel): Promise<ReadonlyMap<string, number>> {
    return this.#read('read keep-alives', () => {
      const sight = this.#sight(this.#replicas(level))
      const found = sessionIds.map((id) => [id, this.#parts.database.keepAlive(id, sight)] as const)
      return new Map(found.flatMap(([id, seenAtMs]) => (seenAtMs === undefined ? [] : [[id, seenAtMs]])))
    })
  }

  readUserPage(userId: string, limit: number, after?: ListPosition): Promise<readonly ListPosition[]> {
    return this.#read('read page of user', () =>
      this.#parts.database.userPage(userId, limit, after, this.#plain()),
    )
  }

  readActivePage(bucket: Bucket, limit: number, after?: ListPosition): Promise<readonly ActiveEntry[]> {
    return this.#read('read active page', () =>
      this.#parts.database.activePage(bucket, limit, after, this.#plain()),
    )
  }

  countActive(bucket: Bucket): Promise<number> {
    return this.#read('count active', () => this.#parts.database.countActive(bucket, this.#plain()))
  }

  readHours(region: string): Promise<readonly number[]> {
    return this.#read('read hours', () => this.#parts.database.hours(region, this.#plain()))
  }

  readRegions(): Promise<readonly string[]> {
    return this.#read('read regions', () => this.#parts.database.regions(this.#plain()))
  }

  readAuthorityPage(limit: number, after?: RangePosition): Promise<AuthorityPage> {
    return this.#read('read authority', () => this.#parts.database.authorityPage(limit, after, this.#plain()))
  }

  async close(): Promise<void> {}

  #read<T>(name: StatementName, evaluate: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.#begin(name)) return
      const { random, weather, dc, faultsMet, scheduler } = this.#parts
      const isOut = weather.out.has(dc)
      const fault = isOut ? 'fails' : drawFault(random, weather.faults.reads, READ_FAULTS)
      this.#parts.trace?.add(this.#parts.life.name, `${name} ${fault ?? ''}`)
      if (fault) {
        faultsMet.add(isOut ? 'statement during an outage' : `read ${fault}`)
        const ms = fault === 'fails' ? this.#travelMs() : this.#timeoutMs()
        this.#answer(ms, () => reject(unavailable(isOut)))
      } else {
        scheduler.after(this.#travelMs(), () => {
          try {
            const value = evaluate()
            this.#answer(this.#travelMs(), () => resolve(value))
          } catch (error) {
            this.#answer(0, () => reject(error))
          }
        })
      }
      this.#end(name)
    })
  }

  #conditional(name: StatementName, userId: string, asked: Conditional): Promise<DecisionOutcome> {
    return new Promise((resolve) => {
      if (!this.#begin(name)) return
      const { random, weather, dc, faultsMet } = this.#parts
      const isOut = weather.out.has(dc)
      const fault = isOut
        ? random.next() < 0.5
          ? 'not sent'
          : 'unknown, not applied'
        : drawFault(random, weather.faults.decisions, DECISION_FAULTS)
      if (fault) faultsMet.add(isOut ? 'statement during an outage' : `decision ${fault}`)
      this.#parts.trace?.add(this.#parts.life.name, `${name} ${fault ?? ''} ${shown(asked)}`)
      this.#carryOut(userId, asked, fault, resolve)
      this.#end(name)
    })
  }

  #carryOut(
    userId: string,
    asked: Conditional,
    fault: DecisionFault | undefined,
    resolve: (outcome: DecisionOutcome) => void,
  ): void {
    const { scheduler, database, random, dc, weather } = this.#parts
    const reason = fault ?? ''
    const { lag, latestMs } = weather.faults
    const thereMs = this.#travelMs()
    const partition = () => database.user(userId)
    const decide = (reach = (atMs: number) => spread(random, this.#acknowledging(), dc, atMs, lag)) =>
      partition().decide(asked, this.#replicas('serial'), scheduler.nowMs, reach)
    const tellUnknown = () => this.#answer(this.#timeoutMs(), () => resolve({ kind: 'unknown', reason }))
    switch (fault) {
      case 'not sent':
        return this.#answer(thereMs, () => resolve({ kind: 'not-sent', reason }))
      case 'unknown, not applied':
        return tellUnknown()
      case 'unknown, applied': {
        const reach = random.next() < 0.5 ? nowhere : undefined
        scheduler.after(thereMs, () => void decide(reach))
        return tellUnknown()
      }
      case 'unknown, hanging': {
        const isAccepted = random.next() < 0.5
        scheduler.after(thereMs, () =>
          partition().hang(asked, this.#replicas('serial'), scheduler.nowMs, isAccepted),
        )
        return tellUnknown()
      }
      case 'unknown, applied late':
        scheduler.after(thereMs + random.next() * latestMs, () => void decide())
        return tellUnknown()
      default:
        scheduler.after(thereMs, () => {
          const outcome = decide()
          const isHidden = fault === 'applied, told as refused' && outcome.kind === 'applied'
          this.#answer(this.#travelMs(), () => resolve(isHidden ? { kind: 'refused' } : outcome))
        })
    }
  }

  /** A row of its own fate: it is acknowledged by two replicas here, or trickles in, or does not come. */
  #put(row: PlainWrite, timestampUs: number, thereMs: number, fault: WriteFault | undefined): void {
    const { scheduler, database, random, dc, weather, faultsMet } = this.#parts
    if (fault) faultsMet.add(weather.out.has(dc) ? 'statement during an outage' : `write ${fault}`)
    if (fault === 'fails, not written') return
    const { lag, latestMs } = weather.faults
    const lateMs = fault === 'fails, written late' ? random.next() * latestMs : 0
    scheduler.after(thereMs + lateMs, () => {
      const atMs = scheduler.nowMs
      const visibleAtMs =
        fault === 'fails, on one replica'
          ? trickle(random, atMs, latestMs)
          : spread(random, this.#acknowledging(row), dc, atMs, lag)
      database.write(row, timestampUs, visibleAtMs, atMs)
    })
  }

  /** False when the process does not live to send it. */
  #begin(name: StatementName): boolean {
    const { life, crashes } = this.#parts
    return life.isAlive && !crashes.pass(life, 'before', name)
  }

  #end(name: StatementName): void {
    const { life, crashes } = this.#parts
    if (life.isAlive) crashes.pass(life, 'after', name)
  }

  #answer(ms: number, settle: () => void): void {
    const { scheduler, life } = this.#parts
    scheduler.after(ms, () => life.deliver(settle))
  }

  #travelMs(): number {
    const { random, weather } = this.#parts
    const ms = between(random, FASTEST_MS, SLOWEST_MS)
    return random.next() < weather.faults.slowShare ? ms + random.next() * SLOWED_MS : ms
  }

  #timeoutMs(): number {
    return between(this.#parts.random, SOONEST_TIMEOUT_MS, LATEST_TIMEOUT_MS)
  }

  #plain(): Sight {
    return this.#sight(this.#replicas('plain'))
  }

  #sightOf(userId: string, level: ReadLevel): Sight {
    const { database, scheduler } = this.#parts
    const replicas = this.#replicas(level)
    if (level === 'serial') database.user(userId).settle(replicas, scheduler.nowMs)
    return this.#sight(replicas)
  }

  #sight(replicas: readonly number[]): Sight {
    return { replicas, nowMs: this.#parts.scheduler.nowMs }
  }

  #replicas(level: ReadLevel): number[] {
    const { random, dc } = this.#parts
    return replicasOf(random, level === 'plain' ? this.#firm : 'QUORUM', dc)
  }

  #acknowledging(row?: PlainWrite): number[] {
    const { random, dc } = this.#parts
    return replicasOf(random, row && isForAll(row) ? 'QUORUM' : this.#firm, dc)
  }

  /** Nothing but a look-up goes below this. */
  get #firm(): Consistency {
    const { consistency } = this.#parts
    return consistency === 'ONE' ? 'LOCAL_QUORUM' : consistency
  }
}

/** As `DriverTables` writes them: what others look for at QUORUM. */
function isForAll({ table }: PlainWrite): boolean {
  return table === 'user_sessions' || table === 'session_keep_alives' || table === 'sessions'
}

/** For the trace. */
function shown(asked: Conditional): string {
  if (asked.kind === 'mark') return asked.row.session.sessionId
  const { to, ifVersion, ends, slot } = asked.decision
  const { sessionId, status, version } = to.session
  return `${sessionId} ${status} ${ifVersion ?? 'new'}->${version} ${slot.kind} ${ends?.session.sessionId ?? ''}`
}

function nameOfWrite([first]: readonly PlainWrite[]): StatementName {
  switch (first?.table) {
    case 'user_sessions':
      return 'write birth'
    case 'session_keep_alives':
      return 'write keep-alive'
    case 'sessions':
      return 'write sessions'
    case 'active_session_hours':
      return 'write hour'
    default:
      return 'write lists'
  }
}

function unavailable(isOut: boolean): StoreUnavailableError {
  return new StoreUnavailableError(isOut ? 'no node can be reached' : 'the statement failed')
}
