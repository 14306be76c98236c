import type { Call, ExitOutcome, ShownSession, StartOutcome } from './history.ts'

/** Well above what a server takes for any answer: who waits longer waits for a connection that nobody ends. */
const CLIENT_TIMEOUT_MS = 15_000
const PAGE_SIZE = 200
const MAX_PAGES = 100

export interface StartWish {
  readonly userId: string
  readonly key?: string
  readonly region?: string
}

type Reply =
  | { readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly status: 'none'; readonly reason: string }

/** Game clients, who write down everything that they ask and are told. */
export class Client {
  readonly calls: Call[] = []
  readonly #urlOf: (server: string) => string
  readonly #timeoutMs: number

  constructor(urlOf: (server: string) => string, timeoutMs = CLIENT_TIMEOUT_MS) {
    this.#urlOf = urlOf
    this.#timeoutMs = timeoutMs
  }

  async start(server: string, { userId, key, region }: StartWish): Promise<StartOutcome> {
    const beganMs = performance.now()
    const body = { user_id: userId, ...(region !== undefined && { region }) }
    const reply = await this.#send(server, '/game/start', body, key)
    const outcome = startOutcome(reply)
    const endedMs = performance.now()
    this.calls.push({
      kind: 'start',
      userId,
      server,
      beganMs,
      endedMs,
      outcome,
      ...(key !== undefined && { key }),
    })
    return outcome
  }

  async exit(server: string, userId: string, sessionId: string): Promise<ExitOutcome> {
    const beganMs = performance.now()
    const outcome = exitOutcome(await this.#send(server, '/game/exit', { session_id: sessionId }))
    this.calls.push({ kind: 'exit', userId, sessionId, server, beganMs, endedMs: performance.now(), outcome })
    return outcome
  }

  async lookUp(server: string, sessionId: string): Promise<ShownSession | undefined> {
    const reply = await this.#send(server, `/game/sessions/${sessionId}`)
    if (reply.status === 404) return undefined
    if (reply.status !== 200)
      throw new Error(`${server} does not show session ${sessionId}: ${textOf(reply)}`)
    return shown(reply.body)
  }

  async list(server: string, userId: string): Promise<ShownSession[]> {
    const sessions: ShownSession[] = []
    let cursor: string | undefined
    for (let page = 0; page < MAX_PAGES; page++) {
      const query = new URLSearchParams({
        user_id: userId,
        limit: String(PAGE_SIZE),
        ...(cursor && { cursor }),
      })
      const reply = await this.#send(server, `/game/sessions?${query.toString()}`)
      if (reply.status !== 200) throw new Error(`${server} does not list ${userId}: ${textOf(reply)}`)
      sessions.push(...(reply.body['sessions'] as Record<string, unknown>[]).map(shown))
      const next = reply.body['next_cursor']
      if (typeof next !== 'string') return sessions
      cursor = next
    }
    throw new Error(`the list of ${userId} does not end within ${MAX_PAGES} pages`)
  }

  async #send(server: string, path: string, body?: object, key?: string): Promise<Reply> {
    try {
      const response = await fetch(`${this.#urlOf(server)}${path}`, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
        signal: AbortSignal.timeout(this.#timeoutMs),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    } catch (error) {
      return { status: 'none', reason: error instanceof Error ? error.name : String(error) }
    }
  }
}

function startOutcome(reply: Reply): StartOutcome {
  if (reply.status === 200 || reply.status === 201)
    return { kind: 'answered', created: reply.status === 201, session: shown(reply.body) }
  return withoutAnswer(reply)
}

function exitOutcome(reply: Reply): ExitOutcome {
  if (reply.status === 404) return { kind: 'unknown' }
  if (reply.status !== 200) return withoutAnswer(reply)
  return { kind: 'answered', userId: text(reply.body, 'user_id'), exitedAt: text(reply.body, 'exited_at') }
}

/** An open connection that never answers is a fault: every server bounds the time of every answer. */
function withoutAnswer(reply: Reply): StartOutcome & ExitOutcome {
  if (reply.status === 503) return { kind: 'unanswered', reason: text(reply.body, 'code') }
  if (reply.status === 'none' && reply.reason !== 'TimeoutError')
    return { kind: 'unanswered', reason: reply.reason }
  return { kind: 'wrong', what: textOf(reply) }
}

function shown(body: Readonly<Record<string, unknown>>): ShownSession {
  const exitedAt = body['exited_at']
  return {
    sessionId: text(body, 'session_id'),
    userId: text(body, 'user_id'),
    region: text(body, 'region'),
    startedAt: text(body, 'started_at'),
    status: text(body, 'status'),
    ...(typeof exitedAt === 'string' && { exitedAt }),
  }
}

function text(body: Readonly<Record<string, unknown>>, field: string): string {
  return String(body[field])
}

function textOf(reply: Reply): string {
  return reply.status === 'none' ? reply.reason : `${reply.status} ${JSON.stringify(reply.body)}`
}
