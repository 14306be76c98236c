import type { ServerResponse } from 'node:http'
import { jsonText } from './json-text.ts'
import { MAX_STREAMS, MAX_UNREAD_BYTES, STREAM_LIFE_SIGN_MS } from './limits.ts'
import { Problem } from './problem.ts'

/** Answers that go on until the other end, or this one, has had enough. */
export class EventStreams {
  readonly #open = new Set<() => void>()

  /** An empty line comes first, once everything that happens from then on will be told; and now and then as a sign of life. */
  answer(response: ServerResponse, open: (line: (value: unknown) => void) => () => void): void {
    if (this.#open.size >= MAX_STREAMS)
      throw new Problem('too_many_streams', `${MAX_STREAMS} are open: close one`)
    const write = (text: string) => {
      response.write(text)
      // It reads more slowly than things happen; what it missed it cannot know, so it has to begin anew.
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy()
    }
    const stop = open((value) => write(`${jsonText(value)}\n`))
    const timer = setInterval(() => write('\n'), STREAM_LIFE_SIGN_MS)
    const end = () => void response.end()
    this.#open.add(end)
    response.once('close', () => {
      this.#open.delete(end)
      clearInterval(timer)
      stop()
    })
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    write('\n')
  }

  /** Ends them all. */
  end(): void {
    for (const end of this.#open) end()
  }
}
