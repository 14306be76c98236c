import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import { RealTimeGuard } from '../../../src/simulator/world/real-time-guard.ts'

describe('the guard against real time and chance', () => {
  it('[SIM-3] notes each use, and puts everything back', () => {
    const sources: ReadonlyArray<readonly [owner: object, name: string]> = [
      [Date, 'now'],
      [Math, 'random'],
      [performance, 'now'],
      [AbortSignal, 'timeout'],
      [globalThis, 'setTimeout'],
    ]
    const functions = () => sources.map(([owner, name]): unknown => Reflect.get(owner, name))
    const before = functions()
    const guard = new RealTimeGuard()
    guard.watch()
    expect(Date.now()).toBeGreaterThan(0)
    expect(Math.random()).toBeLessThan(1)
    clearTimeout(setTimeout(() => {}, 1))
    expect(performance.now()).toBeGreaterThan(0)
    const uses = guard.end()
    expect(uses.map((use) => use.split(' ')[0])).toEqual(
      expect.arrayContaining(['Date.now', 'Math.random', 'setTimeout', 'performance.now']),
    )
    expect(functions()).toEqual(before)
    expect(Date.now()).toBeGreaterThan(0)
    expect(guard.end()).toHaveLength(uses.length)
  })
  it("[SIM-3] leaves the platform's own work for others alone: a request from before ends while a world plays", async () => {
    let answer: ServerResponse | undefined
    const server = createServer((_request, response) => {
      answer = response
      response.write('begun,')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address !== 'object' || !address) throw new Error('a listening server has an address')
    try {
      const response = await fetch(`http://127.0.0.1:${address.port}/`)
      const turn = setImmediate
      const guard = new RealTimeGuard()
      guard.watch()
      try {
        answer?.end('ended')
        expect(await response.text()).toBe('begun,ended')
        // What the platform does at the end of a request comes after its last byte.
        await new Promise((resolve) => {
          turn(resolve)
        })
      } finally {
        expect(guard.end()).toEqual([])
      }
    } finally {
      server.close()
    }
  })
})
