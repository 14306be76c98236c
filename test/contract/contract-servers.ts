import { afterAll, beforeAll } from '@jest/globals'
import type { Deadline } from '../../src/base/deadline.ts'
import type { Runtime } from '../../src/base/runtime-port.ts'
import type { StartCommand } from '../../src/sessions/decide.ts'
import type {
  ActiveSessionsQuery,
  ListPosition,
  SessionPage,
  SessionStore,
  UserSessionsQuery,
} from '../../src/sessions/ports.ts'
import { DEFAULT_RULES, type SessionRules } from '../../src/sessions/rules.ts'
import type { Session } from '../../src/sessions/session.ts'

/** What an adapter brings to the contract: empty or shared data, on which any number of servers open a store. */
export interface StoresUnderTest {
  readonly runtime: Runtime
  /** Another server on the same data. The contract closes what it opens. */
  openStore(): Promise<SessionStore>
  /** Called when all stores are closed. */
  dispose(): Promise<void>
}

/** Data of its own for each set of rules: all servers of one store go by the same. */
export type OpenStores = (rules: SessionRules) => Promise<StoresUnderTest>

const CALL_TIMEOUT_MS = 20_000
const MAX_PAGES = 200

type AtAnyTime<Q extends { nowMs: number }> = Omit<Q, 'nowMs'> & Partial<Pick<Q, 'nowMs'>>

/** One server's store, each call with a deadline of its own. */
export class Server {
  readonly store: SessionStore
  readonly #runtime: Runtime

  constructor(store: SessionStore, runtime: Runtime) {
    this.store = store
    this.#runtime = runtime
  }

  async #call<T>(work: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = this.#runtime.deadline(CALL_TIMEOUT_MS)
    try {
      return await work(deadline)
    } finally {
      deadline.dispose()
    }
  }

  start = (command: StartCommand) => this.#call((deadline) => this.store.start(command, deadline))
  exit = (id: string, nowMs: number) => this.#call((deadline) => this.store.exit(id, nowMs, deadline))
  keepAlive = (id: string, nowMs: number) =>
    this.#call((deadline) => this.store.keepAlive(id, nowMs, deadline))
  find = (id: string, nowMs = this.#nowMs()) => this.#call((deadline) => this.store.find(id, nowMs, deadline))
  listOfUser = (query: AtAnyTime<UserSessionsQuery>) =>
    this.#call((deadline) => this.store.listOfUser({ nowMs: this.#nowMs(), ...query }, deadline))
  listActive = (query: AtAnyTime<ActiveSessionsQuery>) =>
    this.#call((deadline) => this.store.listActive({ nowMs: this.#nowMs(), ...query }, deadline))
  activeRegions = () => this.#call((deadline) => this.store.activeRegions(deadline))
  countActive = (region: string) => this.#call((deadline) => this.store.countActive(region, deadline))
  check = () => this.#call((deadline) => this.store.check(deadline))

  sessionsOf(userId: string, nowMs?: number): Promise<Session[]> {
    const at = nowMs === undefined ? {} : { nowMs }
    return walk((after) => this.listOfUser({ userId, limit: 50, ...at, ...after }))
  }

  activeIn(region: string, nowMs?: number): Promise<Session[]> {
    const at = nowMs === undefined ? {} : { nowMs }
    return walk((after) => this.listActive({ region, limit: 50, ...at, ...after }))
  }

  /** Sweeps the whole region, by steps of this many sessions; gives how many have ended. */
  async sweep(region: string, nowMs: number, { graceMs = 0, limit = 50 } = {}): Promise<number> {
    let ended = 0
    let after: ListPosition | undefined
    for (let steps = 0; steps < MAX_PAGES; steps++) {
      const query = { region, nowMs, graceMs, limit, ...(after && { after }) }
      const step = await this.#call((deadline) => this.store.expireOver(query, deadline))
      ended += step.expired
      if (!step.next) return ended
      after = step.next
    }
    throw new Error(`the sweep does not end within ${MAX_PAGES} steps`)
  }

  #nowMs(): number {
    return this.#runtime.wallNowMs()
  }
}

/** Reads page after page; `between` runs before each page but the first. */
export async function walk(
  page: (after: { after?: ListPosition }) => Promise<SessionPage>,
  between: () => Promise<void> = async () => {},
): Promise<Session[]> {
  const seen: Session[] = []
  let { sessions, next } = await page({})
  seen.push(...sessions)
  for (let pages = 1; next; pages++) {
    if (pages > MAX_PAGES) throw new Error(`the list does not end within ${MAX_PAGES} pages`)
    await between()
    ;({ sessions, next } = await page({ after: next }))
    seen.push(...sessions)
  }
  return seen
}

/** Two servers on the same data, and what tests need to talk to them. */
export interface Servers {
  readonly runtime: Runtime
  readonly first: Server
  readonly second: Server
  /** One more server; it is closed with the others. */
  readonly open: () => Promise<Server>
  /** A start of a user, in a region and at a time of its own, unless told otherwise. */
  readonly command: (given?: Partial<StartCommand>) => StartCommand
  readonly newRegion: () => string
  readonly newUser: () => string
  /**
   * Waits until `read` gives what is `wanted`: lists and counts of a region may lag behind an acknowledged write. Gives
   * the last reading when that takes too long, for the assertion to show.
   */
  readonly eventually: <T>(read: () => Promise<T>, wanted: (value: T) => boolean) => Promise<T>
}

const LAG_LIMIT_MS = 10_000
const LAG_POLL_MS = 20

/** Registers the opening and closing of the servers; the getter works inside tests. */
export function useServers(openStores: OpenStores, rules: SessionRules = DEFAULT_RULES): () => Servers {
  let servers: Servers | undefined
  let stores: StoresUnderTest | undefined
  const opened: Server[] = []

  beforeAll(async () => {
    const under = await openStores(rules)
    stores = under
    const { runtime } = under
    const open = async () => {
      const server = new Server(await under.openStore(), runtime)
      opened.push(server)
      return server
    }
    const newUser = () => `user-${runtime.newId()}`
    const newRegion = () => `r-${runtime.newId().slice(0, 23)}`
    servers = {
      runtime,
      open,
      newUser,
      newRegion,
      first: await open(),
      second: await open(),
      command: (given = {}) => ({
        sessionId: runtime.newId(),
        userId: newUser(),
        region: newRegion(),
        nowMs: Math.floor(runtime.wallNowMs()),
        idFrom: 'here',
        mayRepeat: false,
        ...given,
      }),
      eventually: async (read, wanted) => {
        const endMs = runtime.monotonicNowMs() + LAG_LIMIT_MS
        let value = await read()
        while (!wanted(value) && runtime.monotonicNowMs() < endMs) {
          await runtime.sleep(LAG_POLL_MS)
          value = await read()
        }
        return value
      },
    }
  })

  afterAll(async () => {
    for (const server of opened) await server.store.close()
    await stores?.dispose()
  })

  return () => {
    if (!servers) throw new Error('the stores did not open')
    return servers
  }
}
