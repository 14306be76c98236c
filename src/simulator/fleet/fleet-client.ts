import { between, integerBelow } from '../../base/rng.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import type { RegionClient } from '../../regions/ports.ts'

const SHORTEST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2_000
/** Longer than a server takes to answer that it has no time left. */
const PATIENCE_MS = 7_000
const MAX_ANSWER_BYTES = 16 * 1024
/** Two clients share each user, so that their starts race. */
const CLIENTS_PER_USER = 2

/** A player's game: starts a session, plays a while, exits, and again. */
export class FleetClient {
  started = 0
  exited = 0
  failed = 0
  readonly regionsPlayed: string[] = []
  readonly #userId: string
  readonly #mainUrl: string
  readonly #regions: readonly string[]
  readonly #runtime: Runtime
  readonly #network: RegionClient

  constructor(
    name: string,
    mainUrl: string,
    regions: readonly string[],
    runtime: Runtime,
    network: RegionClient,
  ) {
    const number = Number(name.slice(name.lastIndexOf('-') + 1))
    this.#userId = `user-${Math.floor(number / CLIENTS_PER_USER)}`
    this.#mainUrl = mainUrl
    this.#regions = regions
    this.#runtime = runtime
    this.#network = network
  }

  start(): void {
    void this.#playForEver()
  }

  async #playForEver(): Promise<void> {
    for (;;) {
      await this.#pause()
      const session = await this.#post(
        '/game/start',
        { user_id: this.#userId, region: this.#wish() },
        [200, 201],
      )
      if (!session) continue
      this.started += 1
      this.regionsPlayed.push(String(session['region']))
      await this.#pause()
      if (await this.#post('/game/exit', { session_id: session['session_id'] }, [200])) this.exited += 1
    }
  }

  #pause(): Promise<void> {
    return this.#runtime.sleep(between(this.#runtime.random('pauses'), SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS))
  }

  /** Every other start names a region. */
  #wish(): string | undefined {
    return this.#regions[integerBelow(this.#runtime.random('wishes'), 2 * this.#regions.length)]
  }

  async #post(path: string, body: object, expected: number[]): Promise<Record<string, unknown> | undefined> {
    const deadline = this.#runtime.deadline(PATIENCE_MS)
    try {
      const answer = await this.#network.send({
        method: 'POST',
        url: this.#mainUrl + path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: deadline.signal,
        maxAnswerBytes: MAX_ANSWER_BYTES,
      })
      if (expected.includes(answer.status)) return JSON.parse(answer.body)
    } catch {
      // Counted below, as every other failure.
    } finally {
      deadline.dispose()
    }
    this.failed += 1
    return undefined
  }
}
