import { once } from 'node:events'
import { type Server, type Socket, connect, createServer } from 'node:net'

interface Passage {
  readonly from: number
  readonly to: number
  readonly sockets: readonly Socket[]
}

/** Who comes through a door, and to whom, as the wall's sides know them. */
export interface Way {
  readonly from: number
  readonly to: number
}

/** The advertised address of whoever opens a connection: in the hello of a link, or in the header of posted frames. */
const SENDERS = [/gossip-from: localhost:(\d+)/i, /localhost:(\d+)/]

/**
 * Stands between the processes of a mesh: each advertises a port of the wall, which leads to where it listens. While the
 * mesh is parted nothing passes between the sides, in neither direction.
 */
export class MeshWall {
  readonly #doors: Server[] = []
  readonly #passages = new Set<Passage>()
  #side: ReadonlySet<number> = new Set()

  /**
   * From now on the port `advertised` leads to `listening`. Whoever says no address of its own needs a door that is for its
   * way only.
   */
  async open(advertised: number, listening: number, way?: Way): Promise<void> {
    const door = createServer((incoming) => this.#admit(incoming, listening, way ?? { to: advertised }))
    this.#doors.push(door.listen(advertised, '127.0.0.1'))
    await once(door, 'listening')
  }

  /** Parts these from all others. */
  part(side: readonly number[]): void {
    this.#side = new Set(side)
    for (const { from, to, sockets } of this.#passages)
      if (this.#isParted(from, to)) for (const socket of sockets) socket.destroy()
  }

  heal(): void {
    this.#side = new Set()
  }

  async close(): Promise<void> {
    for (const { sockets } of this.#passages) for (const socket of sockets) socket.destroy()
    await Promise.all(this.#doors.splice(0).map((door) => new Promise((resolve) => door.close(resolve))))
  }

  #isParted(a: number, b: number): boolean {
    return this.#side.has(a) !== this.#side.has(b)
  }

  #admit(incoming: Socket, listening: number, { from: known, to }: Partial<Way> & { to: number }): void {
    incoming.on('error', () => incoming.destroy())
    incoming.once('data', (hello: Buffer) => {
      incoming.pause()
      const from = known ?? senderIn(hello.toString('latin1'))
      if (this.#isParted(from, to)) {
        incoming.destroy()
        return
      }
      const outgoing = connect(listening, '127.0.0.1')
      outgoing.on('error', () => outgoing.destroy())
      const passage = { from, to, sockets: [incoming, outgoing] }
      this.#passages.add(passage)
      for (const socket of passage.sockets)
        socket.once('close', () => {
          this.#passages.delete(passage)
          for (const other of passage.sockets) other.destroy()
        })
      outgoing.write(hello)
      incoming.pipe(outgoing)
      outgoing.pipe(incoming)
    })
  }
}

function senderIn(text: string): number {
  const [found] = SENDERS.flatMap((address) => address.exec(text)?.[1] ?? [])
  return Number(found)
}
