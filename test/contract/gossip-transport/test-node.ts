import type { Priority, Transport } from '../../../src/gossip/transport/transport.ts'

export interface Received {
  readonly from: string
  readonly text: string
}

/** A transport with everything that it has told. */
export class TestNode {
  readonly transport: Transport
  readonly received: Received[] = []
  readonly unreachable: string[] = []
  readonly reasons: string[] = []
  readonly faults: string[] = []
  readonly #waiting = new Set<() => void>()
  onFrame: (from: string, text: string) => void = () => {}

  constructor(transport: Transport) {
    this.transport = transport
  }

  get address(): string {
    return this.transport.address
  }

  get texts(): string[] {
    return this.received.map(({ text }) => text)
  }

  async listen(): Promise<this> {
    await this.transport.listen({
      onFrame: (from, frame) => {
        this.received.push({ from, text: textOf(frame) })
        this.onFrame(from, textOf(frame))
        this.#changed()
      },
      onUnreachable: (address, reason) => {
        this.unreachable.push(address)
        this.reasons.push(reason)
        this.#changed()
      },
      onFault: (_address, reason) => {
        this.faults.push(reason)
        this.#changed()
      },
    })
    return this
  }

  send(to: TestNode | string, text: string, priority: Priority = 'bulk'): void {
    this.transport.send(typeof to === 'string' ? to : to.address, frameOf(text), priority)
  }

  /** Resolves when `done` holds; it is looked at whenever this node is told something. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!done()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  #changed(): void {
    for (const look of this.#waiting) look()
  }

  got(...texts: string[]): Promise<void> {
    return this.until(() => texts.every((text) => this.texts.includes(text)))
  }
}

const HEADER_BYTES = 12

/** As the transport sees it: the right header, whose checksum is the engine's business. */
export function frameOf(text: string): Uint8Array {
  const body = Buffer.from(text, 'latin1')
  const frame = Buffer.alloc(HEADER_BYTES + body.length)
  frame.write('GM', 'latin1')
  frame[2] = 1
  frame.writeUIntBE(body.length, 5, 3)
  body.copy(frame, HEADER_BYTES)
  return frame
}

export function textOf(frame: Uint8Array): string {
  return Buffer.from(frame.subarray(HEADER_BYTES)).toString('latin1')
}

const LOOK_EVERY_MS = 5

/** For what nobody tells: looks until `done` holds. The test's own deadline ends it. */
export async function eventually(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
}
