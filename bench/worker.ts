import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process that answers each order it is sent, one after another, and ends with this process. */
export class Worker<Order extends object, Answer> {
  readonly #child: ChildProcess
  readonly #entry: URL

  constructor(entry: URL) {
    this.#entry = entry
    this.#child = fork(fileURLToPath(entry), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  }

  async run(order: Order): Promise<Answer> {
    const over = new AbortController()
    const died = once(this.#child, 'exit', { signal: over.signal }).then(([code]) => {
      throw new Error(`${this.#entry.pathname} ended with status ${code}`)
    })
    const answered = once(this.#child, 'message', { signal: over.signal })
    this.#child.send(order)
    try {
      const [message] = await Promise.race([answered, died])
      return message as Answer
    } finally {
      over.abort()
      died.catch(() => {})
      answered.catch(() => {})
    }
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect()
  }
}
