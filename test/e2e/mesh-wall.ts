import { once } from 'node:events'
import { type Server, type Socket, connect, createServer } from 'node:net'

interface Passage {
  readonly from: number
  readonly to: number
  readonly sockets: readonly Socket[]
}

/** Both ends of a link begin with a hello, which has the sender's advertised address in it. */
const HELLO_ADDRESS = /localhost:(\d+)/

/**
 * Stands between the processes of a mesh: each advertises a port of the wall, which leads to where it listens. While the
 * mesh is parted nothing passes between the sides, in neither direction.
 */
export class MeshWall {
  readonly #doors: Server[] = []
  readonly #passages = new Set<Passage>()
  #side: ReadonlySet<number> = new Set()

  /** From now on `advertised` leads to `listening`. */
  async open(advertised: number, listening: number): Promise<void> {
    const door = createServer((incoming) => this.#admit(incoming, advertised, listening))
    this.#doors.push(door.listen(advertised, '127.0.0.1'))
    await once(door, 'listening')
  }

  /** Parts these advertised ports from all others. */
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

  #admit(incoming: Socket, to: number, listening: number): void {
    incoming.on('error', () => incoming.destroy())
    incoming.once('data', (hello: Buffer) => {
      incoming.pause()
      const from = Number(HELLO_ADDRESS.exec(hello.toString('latin1'))?.[1])
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
