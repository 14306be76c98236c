import { describe, expect, it } from '@jest/globals'
import { OverloadEpisode } from '../../../../src/gossip/flow/overload.ts'
import { WaitingWrites } from '../../../../src/gossip/flow/waiting-writes.ts'

describe('changes that wait', () => {
  it('[MESH-50] keep the order of their first change, each key with its latest', () => {
    const waiting = new WaitingWrites(2)
    const set = (key: string, value: number) =>
      waiting.add({ kind: 'set', key, type: value, bytes: new Uint8Array(0) })
    expect([set('a', 1), set('b', 1), set('c', 1), set('a', 2)]).toEqual([true, true, false, true])
    expect([waiting.take(), waiting.take(), waiting.take()]).toMatchObject([
      { key: 'a', type: 2 },
      { key: 'b', type: 1 },
      undefined,
    ])
  })
})

describe('an episode of overload', () => {
  it('[MESH-51] begins with its first hit and ends after a calm time, once each', () => {
    const episode = new OverloadEpisode(100)
    expect([episode.hit(0), episode.hit(50)]).toEqual([true, false])
    expect([episode.ended(149), episode.ended(150), episode.ended(151)]).toEqual([false, true, false])
    expect(episode.hit(152)).toBe(true)
    expect(episode.hits).toBe(3)
  })
})
