import { beforeEach, describe, expect, it } from '@jest/globals'
import { EngineHost, MAX_WAITING_INPUTS } from '../../../../src/gossip/transport/host.ts'
import { MemoryHub } from '../../../../src/gossip/transport/memory.ts'
import type { TransportHandler } from '../../../../src/gossip/transport/transport.ts'
import { FakeEngine, FakeTimers, type Say } from './fake-engine.ts'

const say = (text: string): Say => ({ kind: 'say', text })
const event = (text: string) => ({ kind: 'event', event: text }) as const
const send = (to: string, urgent: boolean, byte: number) =>
  ({ kind: 'send', to, bytes: Uint8Array.of(byte), urgent }) as const

describe('the host of an engine', () => {
  let turns: Array<() => void>
  let hub: MemoryHub
  let engine: FakeEngine
  let timers: FakeTimers
  let log: string[]
  let onEvent: (event: string) => void

  const inTurns = () => {
    for (let turn = turns.shift(); turn; turn = turns.shift()) turn()
  }
  const hostOf = (address: string) =>
    new EngineHost<Say, string>({
      engine,
      transport: hub.transport(address),
      timers,
      onEvent: (one) => onEvent(one),
      onListenerError: (error) => log.push(`listener: ${String(error)}`),
      onBroken: (error) => log.push(`broken: ${String(error)}`),
      onLinkFault: (peer, reason) => log.push(`fault: ${peer} ${reason}`),
    })
  const started = async (address = 'a:1') => {
    const host = hostOf(address)
    await host.start()
    return host
  }
  const listener = async (address: string) => {
    const transport = hub.transport(address)
    const handler: TransportHandler = {
      onFrame: (from, frame) => log.push(`${from}>${address} ${frame[0]}`),
      onUnreachable: () => {},
      onFault: () => {},
    }
    await transport.listen(handler)
    return transport
  }

  beforeEach(() => {
    turns = []
    hub = new MemoryHub((run) => turns.push(run))
    engine = new FakeEngine()
    timers = new FakeTimers()
    log = []
    onEvent = (one) => log.push(one)
  })

  it('[TRANS-20] carries effects out in the order in which the engine gives them', async () => {
    const host = await started()
    await listener('b:1')
    engine.answer = () => [event('one'), send('b:1', false, 1), event('two'), send('b:1', true, 2)]
    expect(host.command(say('x'))).toBe(true)
    expect(log).toEqual(['one', 'two'])
    inTurns()
    expect(log).toEqual(['one', 'two', 'a:1>b:1 2', 'a:1>b:1 1'])
  })

  it('[TRANS-20] drops a peer that the engine gives up', async () => {
    const host = await started()
    await listener('b:1')
    engine.answer = () => [send('b:1', false, 1), { kind: 'close', address: 'b:1', reason: 'test' }]
    host.command(say('x'))
    inTurns()
    expect(log).toEqual([])
  })

  it('[TRANS-20] hands over frames with their sender, and who cannot be reached, with the time', async () => {
    const host = await started()
    const b = await listener('b:1')
    timers.nowMs = 5.5
    b.send('a:1', Uint8Array.of(7), 'bulk')
    engine.answer = (input) => (input.kind === 'frame' ? [send('nobody:1', true, 1)] : [])
    inTurns()
    expect(engine.inputs).toEqual([
      { kind: 'frame', from: 'b:1', bytes: Uint8Array.of(7) },
      { kind: 'unreachable', address: 'nobody:1' },
    ])
    expect(engine.times).toEqual([5.5, 5.5])
    expect(host.isRunning).toBe(true)
  })

  it('[TRANS-21] has one timer, for the next time that the engine names', async () => {
    engine.wakeAtMs = 100
    const host = await started()
    expect(timers.armed.map(({ atMs }) => atMs)).toEqual([100])
    engine.wakeAtMs = 50
    host.command(say('sooner'))
    expect(timers.armed.map(({ atMs }) => atMs)).toEqual([50])
    engine.answer = () => {
      engine.wakeAtMs += 50
      return []
    }
    timers.advance(60)
    expect(engine.kinds).toEqual(['say', 'wake'])
    expect(timers.armed.map(({ atMs }) => atMs)).toEqual([100])
    engine.wakeAtMs = Infinity
    engine.answer = () => []
    host.command(say('nothing is due'))
    expect(timers.armed).toEqual([])
  })

  it('[TRANS-21] wakes in a turn of its own when something is due at once', async () => {
    const host = await started()
    timers.nowMs = 10
    engine.wakeAtMs = 3
    host.command(say('x'))
    expect(engine.kinds).toEqual(['say'])
    expect(timers.armed.map(({ atMs }) => atMs)).toEqual([10])
  })

  it('[TRANS-21] waits on when a timer fires before its time', async () => {
    engine.wakeAtMs = 100
    await started()
    timers.armed[0]?.fire()
    expect(engine.kinds).toEqual([])
    expect(timers.armed.at(-1)?.atMs).toBe(100)
  })

  it('[TRANS-22] goes on when a listener throws', async () => {
    const host = await started()
    onEvent = (one) => {
      if (one === 'bad') throw new Error('oops')
      log.push(one)
    }
    engine.answer = () => [event('bad'), event('good')]
    host.command(say('x'))
    expect(log).toEqual(['listener: Error: oops', 'good'])
    expect(host.isRunning).toBe(true)
  })

  it('[TRANS-22] finishes a step before it takes what a listener asks for meanwhile', async () => {
    const host = await started()
    engine.answer = (input) =>
      input.kind === 'say' && input.text === 'outer' ? [event('a'), event('b')] : [event('inner')]
    onEvent = (one) => {
      log.push(one)
      if (one === 'a') expect(host.command(say('inner'))).toBe(true)
    }
    host.command(say('outer'))
    expect(log).toEqual(['a', 'b', 'inner'])
  })

  it('[TRANS-22] bounds what listeners ask for meanwhile', async () => {
    const host = await started()
    const taken: boolean[] = []
    engine.answer = (input) => (input.kind === 'say' && input.text === 'outer' ? [event('flood')] : [])
    onEvent = () => {
      for (let index = 0; index <= MAX_WAITING_INPUTS; index++) taken.push(host.command(say(`${index}`)))
    }
    host.command(say('outer'))
    expect(taken.filter(Boolean)).toHaveLength(MAX_WAITING_INPUTS)
    expect(taken.at(-1)).toBe(false)
    expect(host.refusedInputs).toBe(1)
    expect(engine.inputs).toHaveLength(1 + MAX_WAITING_INPUTS)
  })

  it('[TRANS-23] stops for good: no step, no effect, no timer', async () => {
    engine.wakeAtMs = 10
    const host = await started()
    const b = await listener('b:1')
    onEvent = () => void host.stop()
    engine.answer = () => [event('stop'), send('b:1', true, 1)]
    host.command(say('x'))
    b.send('a:1', Uint8Array.of(1), 'bulk')
    timers.advance(100)
    inTurns()
    await host.stop()
    expect(log).toEqual([])
    expect(engine.kinds).toEqual(['say'])
    expect(timers.armed).toEqual([])
    expect(host.command(say('late'))).toBe(false)
    await expect(host.start()).rejects.toThrow('a host starts once')
  })

  it('[TRANS-23] may be stopped before it has started', async () => {
    const host = hostOf('a:1')
    const starting = host.start()
    const stopping = host.stop()
    await starting
    inTurns()
    await stopping
    expect(host.isRunning).toBe(false)
    expect(engine.inputs).toEqual([])
  })

  it('[TRANS-23] keeps commands that come before the start for it', async () => {
    const host = hostOf('a:1')
    expect(host.command(say('early'))).toBe(true)
    expect(engine.inputs).toEqual([])
    await host.start()
    expect(engine.inputs).toEqual([say('early')])
  })

  it('[TRANS-24] stops when the engine throws: an invariant is broken', async () => {
    const host = await started()
    engine.answer = () => {
      throw new Error('invariant')
    }
    host.command(say('x'))
    inTurns()
    expect(log).toEqual(['broken: Error: invariant'])
    expect(host.isRunning).toBe(false)
    expect(host.command(say('y'))).toBe(false)
  })
})
