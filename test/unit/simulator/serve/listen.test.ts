import { request } from 'node:http'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { Answer, Question } from '../../../../src/simulator/serve/exchange.ts'
import { type Listening, listen } from '../../../../src/simulator/serve/listen.ts'

const HOST = '127.0.0.1'
const open: Listening[] = []

afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

interface Given {
  readonly answer: (question: Question) => Promise<Answer>
  readonly answerTimeoutMs?: number
}

async function serve(given: Given): Promise<{ url: string; server: Listening; faults: unknown[] }> {
  const faults: unknown[] = []
  const server = await listen({ host: HOST, port: 0, onFault: (error) => faults.push(error), ...given })
  open.push(server)
  return { url: `http://${HOST}:${server.port}/`, server, faults }
}

const text = (body: string): Answer => ({ status: 200, contentType: 'text/plain', body })

/** Never answers by itself. */
function whenAborted({ signal }: Question): Promise<Answer> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

describe('the HTTP server of the simulator', () => {
  it('[SIMS-5] sends what keeps an answer from being kept, guessed, framed or used elsewhere', async () => {
    const { url } = await serve({ answer: () => Promise.resolve(text('hello')) })
    const answer = await fetch(url)
    expect(await answer.text()).toBe('hello')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
  })

  it('[SIMS-5] answers HEAD with the headers of GET alone', async () => {
    const { url } = await serve({ answer: () => Promise.resolve(text('hello')) })
    const answer = await fetch(url, { method: 'HEAD' })
    expect(answer.headers.get('content-length')).toBe('5')
    expect(await answer.text()).toBe('')
  })

  it('[SIMS-7] gives up an answer that is late', async () => {
    const { url } = await serve({ answer: whenAborted, answerTimeoutMs: 1 })
    const answer = await fetch(url)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(await answer.json()).toMatchObject({ code: 'deadline_exceeded', status: 503 })
  })

  it('[SIMS-7] tells those who wait that it stops, and closes', async () => {
    const asked = Promise.withResolvers<void>()
    const { url, server } = await serve({
      answer: (question) => {
        asked.resolve()
        return whenAborted(question)
      },
    })
    const answer = fetch(url)
    await asked.promise
    const closed = server.close()
    expect(await (await answer).json()).toMatchObject({ code: 'shutting_down' })
    await closed
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  it('[SIMS-7] stops the work for a visitor who has gone', async () => {
    const asked = Promise.withResolvers<void>()
    const stopped = Promise.withResolvers<void>()
    const { url, faults } = await serve({
      answer: (question) => {
        question.signal.addEventListener('abort', () => stopped.resolve(), { once: true })
        asked.resolve()
        return whenAborted(question)
      },
    })
    const visitor = request(url).on('error', () => {})
    visitor.end()
    await asked.promise
    visitor.destroy()
    await stopped.promise
    expect(faults).toEqual([])
  })

  it('[SIMS-5] shows nothing of a fault, and tells it to whoever runs the server', async () => {
    const fault = new Error('secret')
    const { url, faults } = await serve({ answer: () => Promise.reject(fault) })
    const answer = await fetch(url)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('secret')
    expect(faults).toEqual([fault])
  })

  it('[SIMS-5] does not wait for a body that nobody reads', async () => {
    const { url } = await serve({ answer: () => Promise.resolve(text('hello')) })
    const answer = await fetch(url, { method: 'POST', body: 'x'.repeat(1_000_000) })
    expect(answer.headers.get('connection')).toBe('close')
  })
})
