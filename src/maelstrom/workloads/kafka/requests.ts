import type { Call, Handlers } from '../../node/call.ts'
import { command, query, readEntries, readInteger, readTexts } from '../../node/call.ts'

export type Offsets = ReadonlyArray<readonly [key: string, offset: number]>
export type Message = readonly [offset: number, message: unknown]

/** What a variant does; each answers its call, now or later. */
export interface KafkaNode {
  send(key: string, message: unknown, call: Call): void
  poll(offsets: Offsets, call: Call): void
  commit(offsets: Offsets, call: Call): void
  listCommitted(keys: readonly string[], call: Call): void
}

export function kafkaRequests(node: KafkaNode): Handlers {
  return {
    send: command(readSend, ({ key, message }, call) => node.send(key, message, call)),
    poll: query(readOffsets, (offsets, call) => node.poll(offsets, call)),
    commit_offsets: query(readOffsets, (offsets, call) => node.commit(offsets, call)),
    list_committed_offsets: query(
      ({ keys }) => readTexts(keys),
      (keys, call) => node.listCommitted(keys, call),
    ),
  }
}

function readSend(body: Readonly<Record<string, unknown>>) {
  const { key, msg } = body
  return typeof key === 'string' && 'msg' in body ? { key, message: msg } : undefined
}

function readOffsets({ offsets }: Readonly<Record<string, unknown>>): Offsets | undefined {
  return readEntries(offsets, readInteger)
}
