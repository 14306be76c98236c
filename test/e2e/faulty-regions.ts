import { expect } from '@jest/globals'
import { Servers } from '../crash/servers.ts'
import { type Behaviour, RegionStandIn } from './region-stand-in.ts'

/** Long enough that a stand-in, which registers once, stays available for a whole test. */
const INTERVAL_SECONDS = 3600
/** Far above the request timeout: a caller who waits longer was not answered within the deadline. */
const CALLER_GIVES_UP_MS = 20_000

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** Main with two real regions, and with stand-ins that a test adds. */
export class FaultyRegions {
  readonly servers: Servers
  readonly #standIns: RegionStandIn[] = []
  #count = 0

  private constructor(servers: Servers) {
    this.servers = servers
  }

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<FaultyRegions> {
    return new FaultyRegions(await Servers.start({ REQUEST_TIMEOUT_SECONDS: '3', ...environment }))
  }

  /** Registered under a name of its own, behind the real regions: only starts that prefer it are sent there. */
  async standIn(behave: Behaviour, instances = 1): Promise<RegionStandIn> {
    this.#count += 1
    const region = `faulty-${this.#count}`
    let first: RegionStandIn | undefined
    for (let instance = 0; instance < instances; instance++) {
      const standIn = new RegionStandIn(region, behave)
      await standIn.listen()
      this.#standIns.push(standIn)
      await this.register(standIn, `i${instance}`)
      first ??= standIn
    }
    if (!first) throw new Error('a region has at least one server')
    return first
  }

  async register(standIn: Pick<RegionStandIn, 'region' | 'url'>, instance = 'i0'): Promise<void> {
    const { region, url } = standIn
    const body = { region, base_url: url, instance, interval_seconds: INTERVAL_SECONDS }
    expect(await this.post('main', '/api/regions/register', body)).toMatchObject({ status: 200 })
  }

  start(body: object, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post('main', '/game/start', body, headers)
  }

  async post(
    server: string,
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.#fetch(server, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  }

  async sessionsOf(userId: string): Promise<Readonly<Record<string, unknown>>[]> {
    const { body } = await this.#fetch('main', `/game/sessions?user_id=${userId}&limit=200`, {})
    return body['sessions'] as Record<string, unknown>[]
  }

  /** The value of the metric whose line begins so. */
  async metric(name: string, labels: Readonly<Record<string, string>>, server = 'main'): Promise<number> {
    const text = await (await fetch(`${this.servers.urlOf(server)}/metrics`)).text()
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`))
    const found = lines.find((line) =>
      Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)),
    )
    return found === undefined ? 0 : Number(found.slice(found.lastIndexOf(' ')))
  }

  async close(): Promise<void> {
    await Promise.all(this.#standIns.map((standIn) => standIn.close()))
    await this.servers.close()
  }

  async #fetch(server: string, path: string, init: RequestInit): Promise<Answer> {
    const signal = AbortSignal.timeout(CALLER_GIVES_UP_MS)
    const response = await fetch(`${this.servers.urlOf(server)}${path}`, { ...init, signal })
    const body = (await response.json()) as Record<string, unknown>
    return { status: response.status, headers: response.headers, body }
  }
}
