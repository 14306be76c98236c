import { connect, type Socket } from 'node:net'

/** One connection, spoken to in bytes. */
export class Wire {
  received = ''
  readonly socket: Socket
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>
  #onData: () => void = () => {}

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('error', () => {})
    this.closed = new Promise((resolve) => {
      this.socket.once('close', () => resolve())
    })
    this.socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1')
      this.#onData()
    })
  }

  write(...pieces: Array<string | Uint8Array>): this {
    for (const piece of pieces)
      this.socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)
    return this
  }

  /** Waits until so many complete answers have come, or the server has closed. */
  async answers(count = 1): Promise<WireAnswer[]> {
    const enough = new Promise<void>((resolve) => {
      this.#onData = () => {
        if (parseAnswers(this.received).length >= count) resolve()
      }
      this.#onData()
    })
    await Promise.race([enough, this.closed])
    return parseAnswers(this.received)
  }
}

export interface WireAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** The complete answers in what was received; informational ones (1xx) are left out. */
export function parseAnswers(text: string): WireAnswer[] {
  const answers: WireAnswer[] = []
  let rest = text
  for (;;) {
    const match = /^HTTP\/1\.1 (\d{3}) [^\r]*\r\n((?:[^\r]+\r\n)*)\r\n/.exec(rest)
    if (!match) return answers
    const [head, status, lines = ''] = match
    const headers = Object.fromEntries(
      lines
        .split('\r\n')
        .filter(Boolean)
        .map((line) => {
          const [name = '', ...value] = line.split(': ')
          return [name.toLowerCase(), value.join(': ')]
        }),
    )
    const length = Number(headers['content-length'] ?? 0)
    if (rest.length < head.length + length) return answers
    const body = rest.slice(head.length, head.length + length)
    if (Number(status) >= 200) answers.push({ status: Number(status), headers, body })
    rest = rest.slice(head.length + length)
  }
}
