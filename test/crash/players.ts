import { type RandomStream, integerBelow } from '../../src/base/rng.ts'
import type { Client } from './client.ts'
import { REGIONAL_NAMES, type ServerName } from './server-names.ts'

/** So many clients at once ask for so few users that their calls meet. */
const CLIENTS = 12
const START_SHARE = 0.4
const KEYED_SHARE = 0.5
const EXIT_SHARE = 0.35
const NEW_USER_SHARE = 0.85
/** After a refused connection: a client that asks again at once would only count refusals. */
const PAUSE_AFTER_FAILURE_MS = 20

export interface Places {
  /** Who is asked: each is as likely as its share of the list. */
  readonly servers: readonly ServerName[]
  /** Where the users would like to play. */
  readonly regions: readonly (string | undefined)[]
}

/** Every other call goes through main; some ask for a region that there is not, some for none. */
const EVERYWHERE: Places = {
  servers: ['main', ...REGIONAL_NAMES, 'main'],
  regions: [...REGIONAL_NAMES, 'nowhere', undefined],
}

interface Player {
  readonly userId: string
  readonly keys: string[]
  readonly sessions: string[]
}

/** Plays for many users at once: starts, with and without keys, exits, and retries of starts answered or not. */
export class Players {
  readonly #client: Client
  readonly #random: RandomStream
  readonly #places: Places
  readonly #players: Player[] = []
  #newest = 0

  constructor(client: Client, random: RandomStream, places: Places = EVERYWHERE) {
    this.#client = client
    this.#random = random
    this.#places = places
  }

  /** Most calls from now on are for these; the others are those before them. */
  join(count: number): void {
    this.#newest = this.#players.length
    for (let index = 0; index < count; index++) {
      this.#players.push({ userId: `user-${this.#players.length}`, keys: [], sessions: [] })
    }
  }

  get users(): string[] {
    return this.#players.map(({ userId }) => userId)
  }

  async play(until: AbortSignal): Promise<void> {
    await Promise.all(Array.from({ length: CLIENTS }, () => this.#playAlone(until)))
  }

  async #playAlone(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const player = this.#somebody()
      const answered = await this.#turn(player)
      if (!answered) await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE_MS))
    }
  }

  #turn(player: Player): Promise<boolean> {
    const draw = this.#random.next()
    const session = this.#latest(player.sessions)
    if (draw < EXIT_SHARE && session !== undefined) return this.#exit(player, session)
    const usedKey = this.#oneOf(player.keys)
    if (draw > EXIT_SHARE + START_SHARE && usedKey !== undefined) return this.#start(player, usedKey)
    if (this.#random.next() >= KEYED_SHARE) return this.#start(player)
    const key = `key-${player.keys.length}`
    player.keys.push(key)
    return this.#start(player, key)
  }

  async #start(player: Player, key?: string): Promise<boolean> {
    const region = this.#oneOf(this.#places.regions)
    const outcome = await this.#client.start(this.#server(), {
      userId: player.userId,
      ...(key !== undefined && { key }),
      ...(region !== undefined && { region }),
    })
    if (outcome.kind !== 'answered') return false
    const { sessionId } = outcome.session
    if (!player.sessions.includes(sessionId)) player.sessions.push(sessionId)
    return true
  }

  async #exit(player: Player, session: string): Promise<boolean> {
    const outcome = await this.#client.exit(this.#server(), player.userId, session)
    return outcome.kind === 'answered'
  }

  #somebody(): Player {
    const from = this.#random.next() < NEW_USER_SHARE ? this.#newest : 0
    const player = this.#players[from + integerBelow(this.#random, this.#players.length - from)]
    if (!player) throw new Error('nobody has joined')
    return player
  }

  /** Mostly the last one, which may be active; sometimes one that has ended, whose exit must repeat itself. */
  #latest(sessions: readonly string[]): string | undefined {
    return this.#random.next() < 0.8 ? sessions.at(-1) : this.#oneOf(sessions)
  }

  #server(): ServerName {
    return this.#oneOf(this.#places.servers) ?? 'main'
  }

  #oneOf<T>(choices: readonly T[]): T | undefined {
    return choices[integerBelow(this.#random, choices.length)]
  }
}
