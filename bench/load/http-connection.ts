import { connect, type Socket } from 'node:net'

const RECEIVE_BYTES = 64 * 1024
const STATUS_AT = 9
const LENGTH = /\r\ncontent-length: (\d+)/i
const END_OF_HEAD = '\r\n\r\n'

export interface Answer {
  readonly status: number
  /** Latin-1: the load's ids and keys are ASCII. */
  readonly body: string
}

/**
 * One kept-alive HTTP/1.1 connection with one request under way at a time. It knows as much of HTTP as the servers under
 * test need, so that it costs a fraction of what they do: every answer has a Content-Length.
 */
export class HttpConnection {
  readonly #onAnswer: (answer: Answer) => void
  readonly #onBroken: (error: Error) => void
  readonly #socket: Socket
  #received = ''

  constructor(port: number, onAnswer: (answer: Answer) => void, onBroken: (error: Error) => void) {
    this.#onAnswer = onAnswer
    this.#onBroken = onBroken
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(RECEIVE_BYTES),
        callback: (length, buffer) => {
          this.#take(Buffer.from(buffer.buffer, buffer.byteOffset, length).toString('latin1'))
          return true
        },
      },
    })
    this.#socket.on('error', (error) => this.#break(error))
    this.#socket.on('close', () => this.#break(new Error('the server closed the connection')))
  }

  send(request: string): void {
    this.#socket.write(request, 'latin1')
  }

  close(): void {
    this.#socket.removeAllListeners('close').destroy()
  }

  #take(text: string): void {
    const received = this.#received === '' ? text : this.#received + text
    const headEnd = received.indexOf(END_OF_HEAD)
    const bodyAt = headEnd + END_OF_HEAD.length
    const length = headEnd < 0 ? undefined : LENGTH.exec(received)?.[1]
    if (headEnd >= 0 && length === undefined) return this.#break(new Error('an answer without a length'))
    if (length === undefined || received.length < bodyAt + Number(length)) {
      this.#received = received
      return
    }
    this.#received = ''
    this.#onAnswer({
      status: Number(received.slice(STATUS_AT, STATUS_AT + 3)),
      body: received.slice(bodyAt),
    })
  }

  #break(error: Error): void {
    this.close()
    this.#onBroken(error)
  }
}
