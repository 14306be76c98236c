import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { StoreUnavailableError } from '../../src/sessions/errors.ts'
import type { SessionStore } from '../../src/sessions/ports.ts'
import { inTime, runtime, testHosts, testKeyspace, type TestKeyspace } from './keyspaces.ts'

jest.setTimeout(120_000)

const DEADLINE_MS = 2_000
const GRACE_MS = 1_500
const RECONNECT_MS = 30_000

/** Stands between the store and Cassandra: `cut` closes everything, `freeze` only stops the bytes. */
class Wire {
  readonly #target: URL
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0
  #isFrozen = false

  constructor(target: string) {
    this.#target = new URL(`tcp://${target}`)
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`
  }

  async open(): Promise<void> {
    this.#server = createServer((near) => this.#join(near)).listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async cut(): Promise<void> {
    const server = this.#server
    server?.close()
    for (const socket of this.#sockets) socket.destroy()
    if (server) await once(server, 'close')
  }

  freeze(): void {
    this.#isFrozen = true
  }

  thaw(): void {
    this.#isFrozen = false
    for (const socket of this.#sockets) socket.resume()
  }

  #join(near: Socket): void {
    const far = connect({ host: this.#target.hostname, port: Number(this.#target.port) })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from)
      from.on('data', (bytes) => {
        to.write(bytes)
        if (this.#isFrozen) from.pause()
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        this.#sockets.delete(from)
        to.destroy()
      })
    }
  }
}

describe('while Cassandra is away', () => {
  let keyspace: TestKeyspace
  let wire: Wire
  let store: SessionStore

  beforeAll(async () => {
    keyspace = await testKeyspace()
    wire = new Wire(testHosts()[0] ?? '')
    await wire.open()
    store = await keyspace.open({ contactPoints: [wire.address], timeoutMs: 5_000 })
  })
  afterAll(async () => {
    await store.close()
    await wire.cut()
    await keyspace.drop()
  })

  const command = () => ({
    sessionId: runtime.newId(),
    userId: `user-${runtime.newId()}`,
    region: 'eu',
    nowMs: Math.floor(runtime.wallNowMs()),
    idFrom: 'here' as const,
    mayRepeat: false,
  })
  const failureOf = async (work: Promise<unknown>) => {
    const beganMs = runtime.monotonicNowMs()
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    return { error, tookMs: runtime.monotonicNowMs() - beganMs }
  }
  const startsAgain = async () => {
    const endMs = runtime.monotonicNowMs() + RECONNECT_MS
    for (;;) {
      try {
        return await inTime(DEADLINE_MS, (deadline) => store.start(command(), deadline))
      } catch (error) {
        if (runtime.monotonicNowMs() > endMs) throw error
        await runtime.sleep(100)
      }
    }
  }

  it('[CAS-8] every call fails by its deadline, and the store works again without a restart', async () => {
    await inTime(DEADLINE_MS, (deadline) => store.start(command(), deadline))
    for (let outage = 1; outage <= 3; outage++) {
      await wire.cut()
      for (const call of [
        () => inTime(DEADLINE_MS, (deadline) => store.start(command(), deadline)),
        () => inTime(DEADLINE_MS, (deadline) => store.find(runtime.newId(), runtime.wallNowMs(), deadline)),
        () => inTime(DEADLINE_MS, (deadline) => store.check(deadline)),
      ]) {
        const { error, tookMs } = await failureOf(call())
        expect(error).toBeInstanceOf(StoreUnavailableError)
        expect(tookMs).toBeLessThan(DEADLINE_MS + GRACE_MS)
      }
      await wire.open()
      expect(await startsAgain()).toMatchObject({ outcome: 'created' })
    }
    await inTime(DEADLINE_MS, (deadline) => store.check(deadline))
  })

  it('[CAS-8] a Cassandra that answers nothing is given up at the deadline', async () => {
    wire.freeze()
    const { error, tookMs } = await failureOf(
      inTime(DEADLINE_MS, (deadline) => store.start(command(), deadline)),
    )
    expect(error).toMatchObject({ name: expect.stringMatching(/StoreUnavailableError|OutcomeUnknownError/) })
    expect(tookMs).toBeLessThan(DEADLINE_MS + GRACE_MS)
    wire.thaw()
    expect(await startsAgain()).toMatchObject({ outcome: 'created' })
  })
})
