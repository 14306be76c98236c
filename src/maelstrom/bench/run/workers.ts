import type { BenchClient } from '../client/bench-client.ts'
import type { Caller, Call, Completion, FinalPlan, Load, Session } from '../load/load.ts'
import type { Recorder } from './recorder.ts'
import { CLIENT_TIMEOUT_MS } from './time-limits.ts'

interface Parts {
  readonly load: Load
  readonly recorder: Recorder
  readonly openClient: () => BenchClient
  readonly after: (delayMs: number, fire: () => void) => void
  /** How many processes there are at a time. */
  readonly concurrency: number
}

/** Does one operation at a time at one node. After an uncertain outcome it goes on as somebody else. */
export class Worker {
  readonly node: string
  readonly #parts: Parts
  #process: number
  #session: Session
  #isBusy = false

  constructor(index: number, node: string, parts: Parts) {
    this.node = node
    this.#parts = parts
    this.#process = index
    this.#session = this.#connect()
  }

  get isIdle(): boolean {
    return !this.#isBusy
  }

  perform(call: Call, final: boolean, done: (completion: Completion) => void): void {
    const { recorder, concurrency } = this.#parts
    this.#isBusy = true
    const end = recorder.begin(call, { process: this.#process, node: this.node, final })
    this.#session(call, (completion) => {
      end(completion)
      if (completion.outcome === 'info') {
        this.#process += concurrency
        this.#session = this.#connect()
      }
      this.#isBusy = false
      done(completion)
    })
  }

  /** Carries out a plan to its end. */
  follow(plan: FinalPlan, done: () => void, last?: Completion): void {
    const next = plan.next(last)
    if (!next) return done()
    this.#parts.after(next.delayMs, () =>
      this.perform(next.call, true, (completion) => this.follow(plan, done, completion)),
    )
    return undefined
  }

  #connect(): Session {
    const { load, openClient } = this.#parts
    return load.open(callerOf(openClient(), this.node, this.#process))
  }
}

export function callerOf(client: BenchClient, node: string, process: number): Caller {
  return {
    node,
    process,
    rpc: (request, shape, done) => client.call(node, request, shape, CLIENT_TIMEOUT_MS, done),
  }
}
