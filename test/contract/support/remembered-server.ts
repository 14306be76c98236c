import { expect } from '@jest/globals'
import { tmpdir } from 'node:os'
import { look } from '../../crash/aftermath.ts'
import { checkHistory } from '../../crash/checker.ts'
import { Client } from '../../crash/client.ts'
import { type Running, eventually, runGamemesh } from '../../e2e/gamemesh-process.ts'

/** One server on a data folder, with clients that remember what they were told. */
export class RememberedServer {
  readonly dataDir: string
  readonly client: Client
  readonly #port: number
  #running: Running | undefined
  #users = 0

  constructor(dataDir: string, port: number) {
    this.dataDir = dataDir
    this.#port = port
    this.client = new Client(() => this.url)
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get pid(): number {
    return this.#running?.pid ?? 0
  }

  launch(): Running {
    const environment = { STORAGE: 'embedded', DATA_DIR: this.dataDir, HOST: '127.0.0.1', LOG_LEVEL: 'error' }
    this.#running = runGamemesh(['serve'], {
      folder: tmpdir(),
      environment: { ...environment, PORT: String(this.#port) },
    })
    return this.#running
  }

  async serve(): Promise<void> {
    this.launch()
    await eventually('the server is ready', async () => (await this.readiness()) === 200 || undefined)
  }

  async readiness(): Promise<number> {
    return (await fetch(`${this.url}/ready`)).status
  }

  async kill(): Promise<void> {
    this.#running?.signal('SIGKILL')
    await this.#running?.finished
    this.#running = undefined
  }

  /** Whether a start of a new user was answered. */
  async start(): Promise<boolean> {
    const userId = `user-${this.#users++}`
    const outcome = await this.client.start('main', { userId, key: 'a-key' })
    expect(outcome.kind).not.toBe('wrong')
    return outcome.kind === 'answered'
  }

  async starts(count: number): Promise<void> {
    for (let index = 0; index < count; index++) expect(await this.start()).toBe(true)
  }

  /** Everything is read, and none of what was answered is missing or different. */
  async expectAllTrue(): Promise<void> {
    const { calls } = this.client
    const users = [...new Set(calls.map(({ userId }) => userId))]
    expect(checkHistory(calls, await look(this.client, users, calls))).toEqual([])
  }

  /** Whoever got no answer asks again, and everybody a second time. */
  async retryAll(): Promise<void> {
    const users = new Set(this.client.calls.map(({ userId }) => userId))
    for (const userId of users) {
      const outcome = await this.client.start('main', { userId, key: 'a-key' })
      expect(outcome.kind).toBe('answered')
    }
  }

  async goesOnAndKeepsAll(): Promise<void> {
    await eventually('writes go on', async () => (await this.start()) || undefined)
    expect(await this.readiness()).toBe(200)
    await this.starts(5)
    await this.retryAll()
    await this.expectAllTrue()
    await this.kill()
    await this.serve()
    await this.retryAll()
    await this.expectAllTrue()
  }
}
