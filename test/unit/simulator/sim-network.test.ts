import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { RegionUnreachableError } from '../../../src/regions/errors.ts'
import type { RawRequest } from '../../../src/http/messages.ts'
import { GOOD_LINKS, Links } from '../../../src/simulator/world/links.ts'
import type { RequestFault } from '../../../src/simulator/world/request-faults.ts'
import { Scheduler } from '../../../src/simulator/world/scheduler.ts'
import { SimNetwork } from '../../../src/simulator/world/sim-network.ts'
import { SimProcess } from '../../../src/simulator/world/sim-process.ts'
import { Tally } from '../../../src/simulator/world/tally.ts'
import { Trace } from '../../../src/simulator/world/trace.ts'

const WORK_MS = 30
const PATIENCE_MS = 5_000
const LONG_MS = 10_000

function world(fault?: RequestFault) {
  const scheduler = new Scheduler()
  const links = new Links(seededStream(1, 'links'), GOOD_LINKS)
  const faultsMet = new Tally()
  const trace = new Trace(() => scheduler.nowMs)
  const random = seededStream(1, 'network')
  const network = new SimNetwork({ scheduler, links, random, trace, faultsMet })
  if (fault) network.faults = { [fault]: 1 }
  const server = new SimProcess('server', scheduler)
  const client = new SimProcess('client', scheduler)
  const seen: string[] = []
  network.listen('http://server:8080', server, {
    handle: (request: RawRequest) =>
      new Promise((resolve) => {
        seen.push(request.target)
        request.onClientGone?.(() => seen.push('client gone'))
        server.arm(WORK_MS, () => resolve({ status: 200, headers: {}, body: 'done' }))
      }),
  })
  const ask = async (url = 'http://server:8080/x?y=1') => {
    const controller = new AbortController()
    client.arm(PATIENCE_MS, () => controller.abort(new Error('out of patience')))
    const request = {
      method: 'GET',
      url,
      headers: {},
      signal: controller.signal,
      maxAnswerBytes: 100,
    } as const
    const told = network
      .client(client)
      .send(request)
      .then(
        ({ body }) => body,
        (error: unknown) =>
          error instanceof RegionUnreachableError ? `broken, changed: ${error.stateChanged}` : String(error),
      )
    await scheduler.runUntil(scheduler.nowMs + LONG_MS)
    return told
  }
  return { scheduler, links, network, server, seen, ask, faultsMet }
}

describe('the network of a world', () => {
  it('[SIM-15] carries a request there and its answer back', async () => {
    const { ask, seen, network } = world()
    expect(await ask()).toBe('done')
    expect(seen).toEqual(['/x?y=1'])
    expect(network.underWay.size).toBe(0)
  })

  it.each<[RequestFault, string, string[]]>([
    ['cut before it arrived', 'broken, changed: unknown', []],
    ['cut before its answer', 'broken, changed: unknown', ['/x?y=1']],
    ['answer lost', 'Error: out of patience', ['/x?y=1']],
    ['answered with garbage', '{"session_id":"', ['/x?y=1']],
    ['repeated', 'done', ['/x?y=1', '/x?y=1']],
  ])('[SIM-15] %s', async (fault, told, carriedOut) => {
    const { ask, seen, faultsMet } = world(fault)
    expect(await ask()).toBe(told)
    expect(seen.filter((one) => one !== 'client gone')).toEqual(carriedOut)
    expect(faultsMet.counts()).toEqual({ [`request ${fault}`]: 1 })
  })

  it('[SIM-15] walls may stand in one direction: the request is carried out, the answer does not come', async () => {
    const { ask, seen, links } = world()
    links.block('server', 'client')
    expect(await ask()).toContain('out of patience')
    expect(seen).toContain('/x?y=1')
    links.unblock('server', 'client')
    expect(await ask()).toBe('done')
  })

  it('[SIM-15] where nothing listens nothing can have happened; where a server dies in the middle it can', async () => {
    const { ask, scheduler, network } = world()
    expect(await ask('http://nobody:8080/')).toBe('broken, changed: no')
    const frail = new SimProcess('frail', scheduler)
    network.listen('http://frail:8080', frail, {
      handle: () => {
        scheduler.after(1, () => frail.kill())
        return new Promise(() => {})
      },
    })
    expect(await ask('http://frail:8080/')).toBe('broken, changed: unknown')
    expect(network.underWay.size).toBe(0)
    expect(await ask('http://frail:8080/')).toBe('broken, changed: no')
  })

  it('[SIM-15] a server learns that its client has gone', async () => {
    const { ask, seen, server, scheduler } = world()
    server.arm(1, () => server.pause())
    scheduler.after(PATIENCE_MS + 500, () => server.resume())
    expect(await ask()).toContain('out of patience')
    expect(seen).toContain('client gone')
  })
})
