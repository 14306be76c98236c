import { summariseLatencies, type LatencySummary } from '../statistics.ts'
import { type Answer, HttpConnection } from './http-connection.ts'
import { type LoadKind, REQUEST_KINDS, type RequestKind } from './requests.ts'
import { Samples } from './samples.ts'

export interface LoadOrder {
  readonly kind: LoadKind
  readonly port: number
  readonly connections: number
  /** The load ends after so many seconds, or so many requests, or when the subjects run out. */
  readonly seconds?: number
  readonly requests?: number
}

export interface LoadResult extends LatencySummary {
  readonly answered: number
  readonly errors: number
  /** What went wrong first. */
  readonly firstError?: string
  readonly seconds: number
  readonly perSecond: number
}

/** Gives the next user or session to ask about; `undefined` when there is none left. */
export type NextSubject = () => string | undefined

const SESSION_ID = /"session_id":"([^"]+)"/

/** Keeps each connection busy with one request after another. */
export class Load {
  readonly #order: LoadOrder
  readonly #kind: RequestKind
  readonly #next: NextSubject
  readonly #started: (sessionId: string) => void
  readonly #latencies = new Samples()
  #errors = 0
  #firstError: string | undefined
  #sent = 0
  #open = 0
  #endsAtMs = Infinity
  #finish: () => void = () => {}

  constructor(order: LoadOrder, next: NextSubject, started: (sessionId: string) => void) {
    this.#order = order
    this.#kind = REQUEST_KINDS[order.kind]
    this.#next = next
    this.#started = started
  }

  async run(): Promise<LoadResult> {
    const beganMs = performance.now()
    if (this.#order.seconds !== undefined) this.#endsAtMs = beganMs + this.#order.seconds * 1000
    await new Promise<void>((resolve) => {
      this.#finish = resolve
      for (let index = 0; index < this.#order.connections; index++) this.#openConnection()
    })
    const seconds = (performance.now() - beganMs) / 1000
    const answered = this.#latencies.count
    return {
      answered,
      errors: this.#errors,
      ...(this.#firstError !== undefined && { firstError: this.#firstError }),
      seconds,
      perSecond: answered / seconds,
      ...summariseLatencies(this.#latencies.all()),
    }
  }

  #openConnection(): void {
    this.#open += 1
    let sentAtMs = 0
    const ask = () => {
      const subject = this.#nextSubject()
      if (subject === undefined) {
        connection.close()
        return this.#closed()
      }
      sentAtMs = performance.now()
      connection.send(this.#kind.text(subject))
    }
    const connection = new HttpConnection(
      this.#order.port,
      (answer) => {
        this.#latencies.add(performance.now() - sentAtMs)
        this.#judge(answer)
        ask()
      },
      (error) => {
        this.#failed(error.message)
        this.#closed()
      },
    )
    ask()
  }

  #nextSubject(): string | undefined {
    if (this.#sent === this.#order.requests || performance.now() >= this.#endsAtMs) return undefined
    this.#sent += 1
    return this.#next()
  }

  #judge({ status, body }: Answer): void {
    if (!this.#kind.expected.has(status)) return this.#failed(`status ${status}: ${body}`)
    if (this.#order.kind !== 'start') return
    const id = SESSION_ID.exec(body)?.[1]
    if (id === undefined) this.#failed(`a start without a session: ${body}`)
    else this.#started(id)
  }

  #failed(why: string): void {
    this.#errors += 1
    this.#firstError ??= why
  }

  #closed(): void {
    this.#open -= 1
    if (this.#open === 0) this.#finish()
  }
}
