import type { ReplyShape } from '../client/reply.ts'
import { isInteger, isList, isObject } from '../json.ts'

export const anything = (value: unknown) => value !== undefined

export function shape(type: string, keys: ReplyShape['keys'] = {}): ReplyShape {
  return { type, keys }
}

export const INIT_OK = shape('init_ok')
export const TOPOLOGY_OK = shape('topology_ok')
export const ECHO_OK = shape('echo_ok', { echo: anything })
export const GENERATE_OK = shape('generate_ok', { id: anything })
export const BROADCAST_OK = shape('broadcast_ok')
export const MESSAGES_READ_OK = shape('read_ok', { messages: isList })
export const ADD_OK = shape('add_ok')
export const SET_READ_OK = shape('read_ok', { value: isList })
export const COUNTER_READ_OK = shape('read_ok', { value: isInteger })
export const SEND_OK = shape('send_ok', { offset: isInteger })
export const POLL_OK = shape('poll_ok', { msgs: isPairsByKey })
export const COMMIT_OK = shape('commit_offsets_ok')
export const LIST_OK = shape('list_committed_offsets_ok', { offsets: isOffsets })

function isOffsets(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isInteger)
}

function isPairsByKey(value: unknown): boolean {
  if (!isObject(value)) return false
  return Object.values(value).every(
    (pairs) =>
      isList(pairs) && pairs.every((pair) => isList(pair) && pair.length === 2 && isInteger(pair[0])),
  )
}
