import { describe, expect, it } from '@jest/globals'
import { checkUniqueIds } from '../../../src/maelstrom/bench/checkers/check-unique-ids.ts'
import { VirtualClock } from '../../../src/maelstrom/bench/clock/virtual-clock.ts'
import { canonical, type Json, parseExactly } from '../../../src/maelstrom/bench/json.ts'
import { highestSeen } from '../../../src/maelstrom/bench/load/kafka-session.ts'
import { Journal } from '../../../src/maelstrom/bench/network/journal.ts'
import { Network } from '../../../src/maelstrom/bench/network/network.ts'
import { parseRoutedLine } from '../../../src/maelstrom/bench/run/routed-line.ts'
import { attachServices } from '../../../src/maelstrom/bench/services/attach-services.ts'
import { ok, story } from '../../../src/maelstrom/bench/failing/story.ts'
import { seededStream } from '../../../src/base/rng.ts'

const LARGE = '18446744073709551615'
const line = (body: string) => `{"src":"n0","dest":"lin-kv","body":${body}}`

/** What n0 writes, and what comes back to it. */
function talk(bodies: readonly string[]): string[] {
  const clock = new VirtualClock()
  const latency = { meanMs: 0, kind: 'constant' } as const
  const network = new Network(
    clock,
    { latency, loss: 0, delivery: 'prompt' },
    seededStream(1, 'x'),
    new Journal(false),
  )
  attachServices(network, (name) => seededStream(1, name))
  const answers: string[] = []
  network.attach('n0', ({ body }) => answers.push(JSON.stringify(body)))
  for (const body of bodies) {
    const parsed = parseRoutedLine(line(body))
    if (parsed.ok) network.send(parsed.message)
    while (clock.step());
  }
  return answers
}

describe('what a node of anybody writes', () => {
  it('[GLOM-4] keeps integers of any size on their way, in stores, and as numbers of messages', () => {
    expect(
      talk([
        `{"type":"write","key":${LARGE},"value":[${LARGE}],"msg_id":9007199254740993}`,
        `{"type":"read","key":${LARGE},"msg_id":1}`,
        `{"type":"read","key":18446744073709551614,"msg_id":2}`,
      ]),
    ).toEqual([
      '{"type":"write_ok","in_reply_to":9007199254740993}',
      `{"type":"read_ok","value":[${LARGE}],"in_reply_to":1}`,
      expect.stringContaining('"code":20'),
    ])
  })

  it('[GLOM-4] acts in a store also without a number, and gets no answer then', () => {
    const bodies = ['{"type":"write","key":1,"value":2,"msg_id":null}', '{"type":"read","key":1,"msg_id":1}']
    expect(talk(bodies)).toEqual(['{"type":"read_ok","value":2,"in_reply_to":1}'])
  })

  it('[GLOM-1] tells ids apart that differ beyond what a JavaScript number holds', () => {
    const ids = ['9007199254740992', '9007199254740993', '9007199254740993'].map(
      (id) => parseExactly(id) as Json,
    )
    const { valid, duplicated } = checkUniqueIds(story(ids.map((id) => ok('generate', null, id))))
    expect([valid, duplicated]).toEqual([false, { '9007199254740993': 2 }])
    expect(canonical(parseExactly('{"b":[1e300,-9007199254740993],"a":0.5000000000000000}') as Json)).toBe(
      '{"a":0.5,"b":[1e+300,-9007199254740993]}',
    )
  })

  it('[GLOM-8] is free-form between servers beyond the type of a body', () => {
    expect(parseRoutedLine(line('{"type":"gossip","msg_id":null,"in_reply_to":"x"}'))).toMatchObject({
      ok: true,
    })
    expect(parseRoutedLine(line('{"msg_id":1}'))).toMatchObject({
      ok: false,
      reason: 'the type is not a text',
    })
  })

  it('[GLOM-8] is no message if it is nested so deeply that nothing could be made of it', () => {
    const nested = (depth: number) => line(`{"type":"x","y":${'['.repeat(depth)}${']'.repeat(depth)}}`)
    expect(parseRoutedLine(nested(100))).toMatchObject({ ok: true })
    expect(parseRoutedLine(nested(100_000))).toEqual({ ok: false, reason: 'nested more than 500 deep' })
    const text = JSON.stringify({ type: 'x', y: '[\\"{'.repeat(1000) })
    expect(parseRoutedLine(line(text))).toMatchObject({ ok: true })
  })

  it('[GLOM-3] may be a poll of very many messages', () => {
    const pairs = Array.from({ length: 300_000 }, (_, offset) => [offset, 0] as const)
    expect(highestSeen({ k: pairs, l: [] })).toEqual({ k: 299_999 })
  })
})
