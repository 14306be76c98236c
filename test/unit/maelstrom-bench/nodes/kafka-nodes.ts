import { smallNode } from './small-node.ts'

export interface KafkaFaults {
  readonly skip?: boolean
  readonly reuseOffsets?: boolean
  readonly forgetCommits?: boolean
  readonly loseSends?: boolean
  /** Now and then, with a definite error. */
  readonly refuseCommits?: boolean
  /** Gives everything, from wherever it is asked. */
  readonly ignorePositions?: boolean
}

type Pair = [number, unknown]

/** A log on one node. */
export function kafkaNode(faults: KafkaFaults = {}) {
  return smallNode(() => {
    const logs = new Map<string, Pair[]>()
    const committed = new Map<string, number>()
    let [sends, commits] = [0, 0]
    const log = (key: string) => {
      const found = logs.get(key) ?? []
      logs.set(key, found)
      return found
    }
    return {
      send: ({ key, msg }) => {
        const pairs = log(String(key))
        const last = pairs.at(-1)?.[0] ?? -1
        sends += 1
        const offset = faults.reuseOffsets && sends % 50 === 0 ? Math.max(0, last) : last + 1
        if (!(faults.loseSends && sends % 50 === 0)) pairs.push([offset, msg])
        return { type: 'send_ok', offset }
      },
      poll: ({ offsets }) => ({
        type: 'poll_ok',
        msgs: mapEntries(offsets, (key, from) =>
          log(key).filter(
            ([offset]) => (offset >= from || faults.ignorePositions) && !(faults.skip && offset % 7 === 3),
          ),
        ),
      }),
      commit_offsets: ({ offsets }) => {
        commits += 1
        if (faults.refuseCommits && commits % 5 === 0) return { type: 'error', code: 11 }
        if (!faults.forgetCommits)
          mapEntries(offsets, (key, offset) => committed.set(key, Math.max(offset, committed.get(key) ?? 0)))
        return { type: 'commit_offsets_ok' }
      },
      list_committed_offsets: ({ keys }) => ({
        type: 'list_committed_offsets_ok',
        offsets: Object.fromEntries(
          (keys as string[]).flatMap((key) => {
            const offset = committed.get(key)
            return offset === undefined ? [] : [[key, offset]]
          }),
        ),
      }),
    }
  })
}

function mapEntries<T>(offsets: unknown, make: (key: string, offset: number) => T): Record<string, T> {
  const entries = Object.entries(offsets as Record<string, number>)
  return Object.fromEntries(entries.map(([key, offset]) => [key, make(key, offset)]))
}
