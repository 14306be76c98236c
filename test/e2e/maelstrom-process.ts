import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('./maelstrom-entry.ts', import.meta.url))
/** Generous: it only ends a test that has failed anyway. */
const WAIT_MS = 30_000

export interface Message {
  readonly src: string
  readonly dest: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A node as a bench sees it: lines in, lines out. */
export class MaelstromProcess {
  readonly ended: Promise<{
    readonly status: number | null
    readonly stdout: string
    readonly stderr: string
  }>
  readonly #child
  readonly #waiting: Array<() => void> = []
  #stdout = ''
  #stderr = ''

  constructor(...words: readonly string[]) {
    this.#child = spawn(process.execPath, [ENTRY, ...words], { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stdin.on('error', () => {})
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
      for (const wake of this.#waiting.splice(0)) wake()
    })
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => void (this.#stderr += text))
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (status) => {
        resolve({ status, stdout: this.#stdout, stderr: this.#stderr })
      })
    })
  }

  /** All that it has written; every line has to be a message. */
  get messages(): Message[] {
    return this.#stdout
      .split('\n')
      .slice(0, -1)
      .map((line): Message => JSON.parse(line))
  }

  line(text: string): void {
    this.#child.stdin.write(`${text}\n`)
  }

  tell(src: string, body: Message['body']): void {
    this.line(JSON.stringify({ id: 1, src, dest: 'n1', body }))
  }

  init(...others: readonly string[]): Promise<Message['body']> {
    return this.ask({ type: 'init', node_id: 'n1', node_ids: ['n1', ...others] })
  }

  #lastMsgId = 0

  /** Sends a client's request and waits for its answer. */
  ask(body: Message['body']): Promise<Message['body']> {
    const msgId = ++this.#lastMsgId
    this.tell('c1', { ...body, msg_id: msgId })
    return this.find(({ dest, body: found }) => dest === 'c1' && found['in_reply_to'] === msgId)
  }

  /** Waits for a message. */
  async find(isWanted: (message: Message) => boolean): Promise<Message['body']> {
    const endsAtMs = performance.now() + WAIT_MS
    for (;;) {
      const found = this.messages.find(isWanted)
      if (found) return found.body
      if (performance.now() > endsAtMs) throw new Error(`no such message; stderr: ${this.#stderr}`)
      await this.#written()
    }
  }

  end(): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
    this.#child.stdin.end()
    return this.ended
  }

  /** Reads no more of what it answers. */
  closeOutput(): void {
    this.#child.stdout.destroy()
  }

  /** Reads no more of what it logs. */
  closeLog(): void {
    this.#child.stderr.destroy()
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #written(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, WAIT_MS)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
