import { errorMessage } from '../../base/errors.ts'
import { between, type RandomStream } from '../../base/rng.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { REQUEST_ID_HEADER } from '../../http/schema/headers.ts'
import type { RegionClient } from '../../regions/ports.ts'
import { sessionIdForKey } from '../../sessions/session-id.ts'
import type { Asked, Operation } from '../history/history.ts'
import { SimClock } from '../world/sim-clock.ts'
import { SimProcess } from '../world/sim-process.ts'
import { simRuntime } from '../world/sim-runtime.ts'
import { requestFor, toldBy } from './client-requests.ts'
import { pick } from './fleet-plan.ts'
import type { FleetServer } from './fleet-server.ts'
import { type FleetWorld, requestIdOf } from './fleet-world.ts'

const SHORTEST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 600
/** Now and then a player is away for long. */
const AWAY_SHARE = 0.04
const LONGEST_AWAY_MS = 9_000
/** Most clients wait longer than a server may take; a few do not. */
const PATIENCE_MS = 7_000
const IMPATIENT_SHARE = 0.08
const IMPATIENT_MS = 600
const TRIES = 4
const MAX_ANSWER_BYTES = 256 * 1024
const REMEMBERED = 6
const MAIN_SHARE = 0.6
const LAST_MOMENT_MS = 400
const LOOKS = 4
const LONGEST_WAIT_MS = 6_000
const KEYED_SHARE = 0.5

/** A player's game: starts sessions, keeps them alive, ends them, looks, tries again what was not answered. */
export class FleetClient {
  readonly name: string
  readonly userId: string
  readonly #world: FleetWorld
  readonly #servers: readonly FleetServer[]
  readonly #runtime: Runtime
  readonly #network: RegionClient
  readonly #random: RandomStream
  readonly #keys: string[] = []
  readonly #known: string[] = []
  #current: string | undefined
  #expiresAtMs: number | undefined
  #isFinishing = false
  #playing: Promise<void> = Promise.resolve()
  #isDone = false

  constructor(world: FleetWorld, name: string, userId: string, servers: readonly FleetServer[]) {
    this.name = name
    this.userId = userId
    this.#world = world
    this.#servers = servers
    const { scheduler, seed } = world
    const life = new SimProcess(name, scheduler)
    this.#runtime = simRuntime({ scheduler, seed, life, clock: new SimClock(scheduler) })
    this.#network = world.network.client(life)
    this.#random = this.#runtime.random('player')
  }

  get isDone(): boolean {
    return this.#isDone
  }

  play(): void {
    this.#playing = this.#play().then(() => {
      this.#isDone = true
    })
  }

  /** Ends after what it is doing. */
  finish(): Promise<void> {
    this.#isFinishing = true
    return this.#playing
  }

  /** Asks one server once. */
  async ask(asked: Asked, server: FleetServer, patienceMs = PATIENCE_MS): Promise<Operation> {
    const world = this.#world
    const operation = world.history.begin({
      client: this.name,
      userId: this.userId,
      server: server.name,
      isMain: server.isMain,
      asked,
      beganMs: world.trueMs,
    })
    const region = this.#random.next() < 0.5 ? pick(this.#random, this.#servers).region : undefined
    const { path, headers, ...request } = requestFor(
      asked,
      this.userId,
      region === 'main' ? undefined : region,
    )
    const deadline = this.#runtime.deadline(patienceMs)
    try {
      const answer = await this.#network.send({
        ...request,
        headers: { ...headers, [REQUEST_ID_HEADER]: requestIdOf(operation.number) },
        url: `${server.origin}${path}`,
        signal: deadline.signal,
        maxAnswerBytes: MAX_ANSWER_BYTES,
      })
      operation.told = toldBy(answer)
    } catch (error) {
      operation.told = { kind: 'nothing', why: errorMessage(error) }
    } finally {
      deadline.dispose()
    }
    operation.endedMs = world.trueMs
    return operation
  }

  async #play(): Promise<void> {
    while (!this.#isFinishing) {
      await this.#pause()
      await this.#act()
    }
  }

  async #act(): Promise<void> {
    const chance = this.#random.next()
    const current = this.#current
    if (current === undefined || chance < 0.1) return this.#start(this.#key())
    if (chance < 0.3) return this.#exit(current)
    if (chance < 0.62) return this.#keepAlive(current)
    if (chance < 0.68) return this.#keepAliveAtTheLastMoment(current)
    if (chance < 0.76) return void (await this.#try({ kind: 'find', sessionId: this.#some(current) }))
    if (chance < 0.82) return void (await this.#try({ kind: 'list of user' }))
    if (chance < 0.86)
      return void (await this.#try({ kind: 'active list', region: pick(this.#random, this.#servers).region }))
    if (chance < 0.92 && this.#keys.length > 0) return this.#start(pick(this.#random, this.#keys))
    if (chance < 0.96) return this.#exit(this.#some(current))
    await this.#try({ kind: 'heartbeat', sessionId: this.#some(current) })
  }

  async #start(key: string | undefined): Promise<void> {
    const asked: Asked =
      key === undefined
        ? { kind: 'start' }
        : { kind: 'start', key, sessionIdOfKey: sessionIdForKey(this.userId, key) }
    const { told } = await this.#try(asked)
    if (told.kind === 'refused' && told.sessionId !== undefined) this.#current = told.sessionId
    if (told.kind !== 'session') return
    const { sessionId, status } = told.session
    if (status === 'active') this.#current = sessionId
    remember(this.#known, sessionId)
  }

  async #exit(sessionId: string): Promise<void> {
    const { told } = await this.#try({ kind: 'exit', sessionId })
    if (told.kind === 'session' && sessionId === this.#current) this.#current = undefined
  }

  async #keepAlive(sessionId: string): Promise<void> {
    const { told } = await this.#try({ kind: 'heartbeat', sessionId })
    if (told.kind === 'session') this.#expiresAtMs = told.expiresAtMs
    else if (told.kind === 'refused' && sessionId === this.#current) this.#current = undefined
  }

  /** While somebody looks whether the session is over. */
  async #keepAliveAtTheLastMoment(sessionId: string): Promise<void> {
    const leftMs = (this.#expiresAtMs ?? 0) - this.#world.trueMs
    if (leftMs <= 0 || leftMs > LONGEST_WAIT_MS) return this.#keepAlive(sessionId)
    await this.#runtime.sleep(
      Math.max(0, leftMs + between(this.#random, -LAST_MOMENT_MS, LAST_MOMENT_MS / 4)),
    )
    for (let looks = 0; looks < LOOKS; looks++) {
      const server = this.#server()
      void this.#runtime
        .sleep(between(this.#random, 0, LAST_MOMENT_MS))
        .then(() => this.ask({ kind: 'find', sessionId }, server))
    }
    await this.#keepAlive(sessionId)
  }

  /** Repeats what got no answer, as clients do, at the same server or at another. */
  async #try(asked: Asked): Promise<Operation> {
    for (let tries = 1; ; tries++) {
      const operation = await this.ask(asked, this.#server(), this.#patienceMs())
      if (operation.told.kind !== 'nothing' || tries === TRIES || this.#isFinishing) return operation
      await this.#pause()
    }
  }

  #server(): FleetServer {
    const [main] = this.#servers
    return main && this.#random.next() < MAIN_SHARE ? main : pick(this.#random, this.#servers)
  }

  #patienceMs(): number {
    return this.#random.next() < IMPATIENT_SHARE ? this.#random.next() * IMPATIENT_MS : PATIENCE_MS
  }

  #key(): string | undefined {
    if (this.#random.next() >= KEYED_SHARE) return undefined
    const key = `${this.name}-${this.#runtime.newId().slice(0, 8)}`
    remember(this.#keys, key)
    return key
  }

  #some(current: string): string {
    return this.#known.length === 0 ? current : pick(this.#random, this.#known)
  }

  #pause(): Promise<void> {
    const longestMs = this.#random.next() < AWAY_SHARE ? LONGEST_AWAY_MS : LONGEST_PAUSE_MS
    return this.#runtime.sleep(between(this.#random, SHORTEST_PAUSE_MS, longestMs))
  }
}

function remember(some: string[], one: string): void {
  if (some.includes(one)) return
  some.push(one)
  if (some.length > REMEMBERED) some.shift()
}
