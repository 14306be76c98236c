import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from './server-process.ts'

const START_TIMEOUT_MS = 60_000
const READY_POLL_MS = 50
const READY_ANSWER_TIMEOUT_MS = 2000
const FIRST_RESTART_DELAY_MS = 250
const LONGEST_RESTART_DELAY_MS = 10_000
/** A server that ran this long is not in a crash loop: its next restart comes quickly again. */
const STABLE_AFTER_MS = 30_000

/** A server that did not become ready at its first start. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError'
}

export interface KeptServerParts {
  readonly name: string
  readonly url: string
  /** How long a stop may take before the process is killed. */
  readonly stopTimeoutMs: number
  readonly launch: () => ServerProcess
  /** Tells the person at the terminal one line. */
  readonly tell: (line: string) => void
}

/** Keeps one server running: starts it, starts it again whenever it ends by itself, and stops it. */
export class KeptServer {
  readonly #parts: KeptServerParts
  readonly #stopping = new AbortController()
  #process: ServerProcess | undefined
  #keeping: Promise<void> | undefined

  constructor(parts: KeptServerParts) {
    this.#parts = parts
  }

  /** Resolves when the server serves, or when it has been told to stop; rejects when its first start fails. */
  async start(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    const { name, launch } = this.#parts
    const first = launch()
    this.#process = first
    const failure = await this.#untilReady(first)
    if (failure !== undefined && !this.#stopping.signal.aborted) {
      throw new ServerStartError(`${name} did not start: ${failure}`)
    }
    this.#keeping = this.#keep(first)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    const last = this.#process
    if (!last) return
    last.terminate()
    const timer = setTimeout(() => {
      this.#parts.tell(`${this.#parts.name} does not stop by itself: killing it`)
      last.kill()
    }, this.#parts.stopTimeoutMs)
    await last.ended
    clearTimeout(timer)
    await this.#keeping
  }

  /** For a person who does not want to wait: what was answered is durable in any case. */
  kill(): void {
    this.#stopping.abort()
    this.#process?.kill()
  }

  async #keep(first: ServerProcess): Promise<void> {
    let running = first
    let delayMs = FIRST_RESTART_DELAY_MS
    while (!this.#stopping.signal.aborted) {
      const startedAtMs = performance.now()
      const reason = await running.ended
      if (this.#stopping.signal.aborted) return
      if (performance.now() - startedAtMs > STABLE_AFTER_MS) delayMs = FIRST_RESTART_DELAY_MS
      this.#parts.tell(`${this.#parts.name} ended (${reason}); starting it again in ${delayMs / 1000} s`)
      await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
      delayMs = Math.min(delayMs * 2, LONGEST_RESTART_DELAY_MS)
      if (this.#stopping.signal.aborted) return
      running = this.#parts.launch()
      this.#process = running
      void this.#tellWhenBack(running)
    }
  }

  async #tellWhenBack(running: ServerProcess): Promise<void> {
    const failure = await this.#untilReady(running)
    if (failure === undefined) this.#parts.tell(`${this.#parts.name} serves again on ${this.#parts.url}`)
  }

  /** `undefined` when the process serves, else why it does not. */
  async #untilReady(running: ServerProcess): Promise<string | undefined> {
    let failure = `it was not ready within ${START_TIMEOUT_MS / 1000} s`
    const giveUp = new AbortController()
    void running.ended.then((reason) => {
      failure = reason
      giveUp.abort()
    })
    const timer = setTimeout(() => giveUp.abort(), START_TIMEOUT_MS)
    const isReady = await pollReady(
      `${this.#parts.url}/ready`,
      AbortSignal.any([giveUp.signal, this.#stopping.signal]),
    )
    clearTimeout(timer)
    return isReady ? undefined : failure
  }
}

async function pollReady(url: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await isReadyNow(url, signal)) return true
    await sleep(READY_POLL_MS, undefined, { signal }).catch(() => {})
  }
  return false
}

async function isReadyNow(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(READY_ANSWER_TIMEOUT_MS)]),
    })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}
