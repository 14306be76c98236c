import { describe, expect, it } from '@jest/globals'
import { Draws } from '../../../../src/simulator/epidemic/draws.ts'
import {
  InFlight,
  copyOf,
  isCopy,
  kindOf,
  receiverOf,
  senderOf,
} from '../../../../src/simulator/epidemic/in-flight.ts'
import { GIVE, KNEW, PUSH } from '../../../../src/simulator/epidemic/kinds.ts'

interface Sent {
  readonly to: number
  readonly from: number
  readonly kind: number
  readonly broadcast: number
  readonly sentTick: number
}

function taken(queue: InFlight, tick: number): Sent[] {
  const messages: Sent[] = []
  for (let chunk = queue.first(tick); chunk >= 0; chunk = queue.release(tick, chunk)) {
    const records = queue.records(chunk)
    const start = queue.offset(chunk)
    for (let at = start; at < start + queue.length(tick, chunk); at += queue.fields) {
      const word = records[at] ?? 0
      messages.push({
        to: receiverOf(word),
        from: senderOf(records[at + 1] ?? 0),
        kind: kindOf(word),
        broadcast: queue.broadcast(records, at),
        sentTick: queue.sentTick(records, at, tick),
      })
    }
  }
  return messages
}

/** Against a plain list per tick. */
function compareWithLists(longestTicks: number, nodes: number, broadcasts: number): void {
  const draws = new Draws(longestTicks + broadcasts, 'queue test')
  const queue = new InFlight(longestTicks, nodes, broadcasts)
  const lists = new Map<number, Sent[]>()
  for (let tick = 0; tick < 400; tick++) {
    expect(taken(queue, tick)).toEqual(lists.get(tick) ?? [])
    lists.delete(tick)
    for (let count = draws.below(200); count > 0; count--) {
      const delay = 1 + draws.below(longestTicks)
      const kind = [PUSH, GIVE, KNEW][draws.below(3)] ?? PUSH
      const [to, from, broadcast] = [draws.below(nodes), draws.below(nodes), draws.below(broadcasts)]
      queue.add(tick, delay, to, from, kind, broadcast)
      const list = lists.get(tick + delay) ?? []
      list.push({ to, from, kind, broadcast, sentTick: tick })
      lists.set(tick + delay, list)
    }
  }
  expect(queue.size).toBe([...lists.values()].reduce((sum, list) => sum + list.length, 0))
}

describe('messages under way', () => {
  it('[EPI-4] come out at their tick, in the order of sending, and as they were', () => {
    compareWithLists(1600, 4_000_000, 1)
    compareWithLists(1, 10, 1)
    compareWithLists(63, 10, 1)
    compareWithLists(64, 10, 1)
  })

  it('[EPI-4] also among many broadcasts, and with latencies of seconds', () => {
    compareWithLists(1600, 4_000_000, 100_000)
    compareWithLists(160_000, 4_000_000, 1)
  })

  it('[EPI-4] keep the mark of a copy', () => {
    const queue = new InFlight(10, 10, 1)
    queue.add(0, 1, 3, 4, copyOf(GIVE), 0)
    const word = queue.records(queue.first(1))[queue.offset(queue.first(1))] ?? 0
    expect([isCopy(word), kindOf(word), receiverOf(word)]).toEqual([true, GIVE, 3])
  })

  it('[EPI-4] take no more memory the longer a run lasts', () => {
    const queue = new InFlight(50, 100_000, 1)
    const bytesAt = [100, 20_000].map((end) => {
      for (let tick = end - 100; tick < end; tick++) {
        taken(queue, tick)
        for (let count = 0; count < 300; count++) queue.add(tick, 1 + (count % 50), count, 0, PUSH, 0)
      }
      for (let tick = end; queue.size > 0; tick++) taken(queue, tick)
      return queue.bytes
    })
    expect(bytesAt[1]).toBe(bytesAt[0])
  })
})
