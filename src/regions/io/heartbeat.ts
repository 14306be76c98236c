import { errorMessage } from '../../base/errors.ts'
import { every } from '../../base/every.ts'
import type { Logger } from '../../base/logger-port.ts'
import { type RandomStream, jittered } from '../../base/rng.ts'
import type { Runtime } from '../../base/runtime-port.ts'
import { REQUEST_ID_HEADER } from '../../http/schema/headers.ts'
import type { RegionClient } from '../ports.ts'
import type { RegionRegistration } from '../region-instance.ts'

/** Heartbeats of many servers spread out instead of arriving together. */
const JITTER_SHARE = 0.1
/** After a failure the next try comes this soon, then later and later, but never later than a heartbeat would. */
const FIRST_RETRY_MS = 500
/** A heartbeat that takes longer has failed. */
const LONGEST_ANSWER_MS = 5_000
/** On the way out nobody waits for a main that may be stopping too. */
const LAST_WORD_MS = 1_000
const MAX_ANSWER_BYTES = 16 * 1024

export interface HeartbeatParts {
  readonly mainServerUrl: string
  /** What this server says about itself now. May fail while main is out of reach: the address is found by reaching it. */
  readonly describe: () => Promise<RegionRegistration>
  readonly client: RegionClient
  readonly runtime: Runtime
  readonly log: Logger
}

/** Keeps this server registered at main. Main may come and go: the region serves on, and registers when main is back. */
export class Heartbeat {
  readonly #parts: HeartbeatParts
  readonly #random: RandomStream
  readonly #stop = new AbortController()
  #loop: Promise<void> | undefined
  #failuresInARow = 0
  #everSucceeded = false

  constructor(parts: HeartbeatParts) {
    this.#parts = parts
    this.#random = parts.runtime.random('heartbeat')
  }

  start(): void {
    this.#loop = every(
      this.#parts.runtime,
      this.#stop.signal,
      () => this.#beat({}, LONGEST_ANSWER_MS),
      (intervalMs) => jittered(this.#random, this.#waitMs(intervalMs), JITTER_SHARE),
    )
  }

  /** Ends the loop, then tells main once that this server takes no more sessions. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
    if (this.#everSucceeded) await this.#beat({ draining: true }, LAST_WORD_MS)
  }

  #waitMs(intervalMs: number): number {
    if (this.#failuresInARow === 0) return intervalMs
    return Math.min(intervalMs, FIRST_RETRY_MS * 2 ** Math.min(this.#failuresInARow - 1, 16))
  }

  /** Answers the interval that the server keeps; failures are counted and logged here. */
  async #beat(change: { draining?: boolean }, answerWithinMs: number): Promise<number> {
    let intervalMs = LONGEST_ANSWER_MS
    try {
      const registration = { ...(await this.#parts.describe()), ...change }
      intervalMs = registration.intervalMs
      await this.#register(registration, answerWithinMs)
      this.#succeeded(registration)
    } catch (error) {
      this.#failed(error)
    }
    return intervalMs
  }

  async #register(registration: RegionRegistration, answerWithinMs: number): Promise<void> {
    const { client, runtime, mainServerUrl } = this.#parts
    const deadline = runtime.deadline(answerWithinMs)
    try {
      const answer = await client.send({
        method: 'POST',
        url: `${mainServerUrl}/api/regions/register`,
        headers: { 'content-type': 'application/json', [REQUEST_ID_HEADER]: runtime.newId() },
        body: JSON.stringify(toWire(registration)),
        signal: deadline.signal,
        maxAnswerBytes: MAX_ANSWER_BYTES,
      })
      if (answer.status !== 200)
        throw new Error(`main answered ${answer.status}: ${answer.body.slice(0, 300)}`)
    } finally {
      deadline.dispose()
    }
  }

  #succeeded({ baseUrl }: RegionRegistration): void {
    if (!this.#everSucceeded || this.#failuresInARow > 0) {
      this.#parts.log.info('registered at main', { main: this.#parts.mainServerUrl, base_url: baseUrl })
    }
    this.#everSucceeded = true
    this.#failuresInARow = 0
  }

  /** The first failure of a row is a warning; the rest would only fill the log. */
  #failed(error: unknown): void {
    this.#failuresInARow += 1
    const { log, mainServerUrl } = this.#parts
    const fields = { main: mainServerUrl, error: errorMessage(error) }
    if (this.#stop.signal.aborted) return log.debug('main could not be told that this server leaves', fields)
    const message = 'not registered at main; this server serves on and tries again'
    if (this.#failuresInARow === 1) log.warn(message, fields)
    else log.debug(message, fields)
  }
}

function toWire(registration: RegionRegistration): Record<string, unknown> {
  return {
    region: registration.region,
    base_url: registration.baseUrl,
    instance: registration.instance,
    interval_seconds: registration.intervalMs / 1000,
    capacity: registration.capacity,
    active_sessions: registration.activeSessions,
    draining: registration.draining,
    location: registration.location,
  }
}
