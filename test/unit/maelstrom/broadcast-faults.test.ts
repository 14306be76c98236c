import { describe, expect, it } from '@jest/globals'
import {
  allToAll,
  auto,
  batched,
  throughput,
  tree,
  wide,
} from '../../../src/maelstrom/workloads/broadcast/programs.ts'
import { runBroadcast } from './broadcast-run.ts'
import { CUTS, healingMs } from './healing.ts'
import { VirtualNetwork } from './virtual-network.ts'

const LATENCY_MS = 100
const usual = { nodes: 25, latencyMs: LATENCY_MS, rate: 100, seconds: 20 }
const each = Object.entries({ allToAll, tree, batched, wide, throughput, auto })

function messagesAt(network: VirtualNetwork, node: string): unknown {
  return network.answer(node, { type: 'read' })['messages']
}

describe('broadcast through a partition', () => {
  const run = { nodes: 25, latencyMs: LATENCY_MS, rate: 50, beforeMs: 2500 }
  const cuts = Object.entries(CUTS)
  const within = 1000 + LATENCY_MS

  it.each(cuts)('[MAEL-14] %s: a second after it heals, what was accepted before is everywhere', (_, cut) => {
    for (const program of [batched, wide, auto, allToAll, tree]) {
      for (const cutMs of [150, 1000, 7000]) {
        expect(healingMs(program, { ...run, cut, cutMs, seed: cutMs })).toBeLessThanOrEqual(within)
      }
    }
  })

  it.each(cuts)('[MAEL-14] %s: so is a single value from within, after which nothing comes', (_, cut) => {
    for (const program of [batched, auto, tree]) {
      for (const cutMs of [1000, 7000]) {
        const single = { ...run, cut, cutMs, load: 'one value in the cut', seed: cutMs } as const
        expect(healingMs(program, single)).toBeLessThanOrEqual(within)
      }
    }
  })

  it('[MAEL-14] what a node told everybody while few could hear it goes out again', () => {
    const { 'majorities ring': cut } = CUTS
    for (const seed of [1, 3, 4]) {
      expect(healingMs(auto, { ...run, cut, cutMs: 500, seed })).toBeLessThanOrEqual(within)
    }
  })

  it.each(cuts)('[MAEL-14] %s: with the long period, it takes no longer than that period takes', (_, cut) => {
    for (const cutMs of [1000, 7000]) {
      expect(healingMs(throughput, { ...run, cut, cutMs, seed: cutMs })).toBeLessThanOrEqual(1900)
    }
  })
})

describe('broadcast among faulty machines', () => {
  it.each(each)('[MAEL-15] %s: any node may be gone for good, the first one too', (_, program) => {
    const network = new VirtualNetwork(program, { nodes: 5, latencyMs: 10 })
    network.answer('n1', { type: 'broadcast', message: 0 })
    network.kill('n0')
    for (let message = 1; message <= 30; message++) {
      network.answer(`n${1 + (message % 4)}`, { type: 'broadcast', message })
      network.runFor(200)
    }
    network.runFor(5000)
    for (const node of ['n1', 'n2', 'n3', 'n4']) expect(messagesAt(network, node)).toHaveLength(31)
  })

  it('[MAEL-15] a hub that is gone for good delays nothing any more, once its turn has passed', () => {
    const network = new VirtualNetwork(batched, { nodes: 5, latencyMs: LATENCY_MS })
    const alive = ['n0', 'n1', 'n3', 'n4']
    network.kill('n2')
    const slowestMs = (from: number, to: number) => {
      const accepted: Array<readonly [message: number, atMs: number]> = []
      let worstMs = 0
      for (let message = from; message < to; message++) {
        network.answer(alive[message % alive.length] ?? '', { type: 'broadcast', message })
        accepted.push([message, network.nowMs])
        network.runFor(20)
        const seen = alive.map((node) => new Set(messagesAt(network, node) as number[]))
        const missing = accepted.find(([value]) => !seen.every((values) => values.has(value)))
        if (missing) worstMs = Math.max(worstMs, network.nowMs - missing[1])
      }
      return worstMs
    }
    expect(slowestMs(0, 200)).toBeGreaterThan(700)
    expect(slowestMs(200, 700)).toBeLessThanOrEqual(620)
  })

  it.each([
    ['differ by 20 ms', (index: number) => ((index * 37) % 41) - 20, 1.3],
    ['include one that is 3 s ahead', (index: number) => (index === 3 ? 3000 : 0), 1.5],
    ['have nothing in common', (index: number) => (index * 7919) % 10_000, 8],
  ])('[MAEL-16] clocks that %s cost messages and time, and no value', (_, clockErrorMs, messages) => {
    const figures = runBroadcast(batched, { ...usual, seconds: 10, clockErrorMs })
    expect(figures.lost).toEqual([])
    expect(figures.maxMs).toBeLessThanOrEqual(1000)
    expect(figures.messagesPerOperation).toBeLessThanOrEqual(messages)
  })

  it('[MAEL-16] so do messages that overtake each other', () => {
    const figures = runBroadcast(batched, {
      ...usual,
      seconds: 10,
      drawLatencyMs: (random) => -LATENCY_MS * Math.log(1 - random.next()),
    })
    expect(figures.lost).toEqual([])
    expect(figures.messagesPerOperation).toBeLessThanOrEqual(4)
  })
})
