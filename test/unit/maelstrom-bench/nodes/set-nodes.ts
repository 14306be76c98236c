import type { Body } from '../../../../src/maelstrom/protocol/envelope.ts'
import { type Handlers, type Me, smallNode } from './small-node.ts'

export interface SetFaults {
  /** Acknowledged values of this share are thrown away. */
  readonly lose?: (value: number) => boolean
  readonly answerTwice?: boolean
  readonly extraKey?: boolean
  readonly showTwice?: boolean
  readonly invent?: boolean
  /** Sends each value once and never asks whether it arrived. */
  readonly forget?: boolean
  readonly strangers?: boolean
  /** Acknowledges only after a while. */
  readonly lateMs?: number
}

const RETRY_MS = 500

/** Tells every other node each value until it is acknowledged. */
export function broadcastNode(faults: SetFaults = {}) {
  return smallNode((me) => {
    const values = new Set<number>()
    const pending = new Map<string, Set<number>>()
    let isBeating = false
    const push = (value: number) => {
      for (const peer of me.peers) {
        me.tell(peer, { type: 'value', value })
        if (!faults.forget) pending.set(peer, (pending.get(peer) ?? new Set<number>()).add(value))
      }
      if (!isBeating) beat(me, pending)
      isBeating = true
    }
    return handlersOf(me, values, pending, push, faults)
  })
}

function beat(me: Me, pending: ReadonlyMap<string, ReadonlySet<number>>): void {
  me.host.after(RETRY_MS, () => {
    for (const [peer, values] of pending) for (const value of values) me.tell(peer, { type: 'value', value })
    beat(me, pending)
  })
}

function handlersOf(
  me: Me,
  values: Set<number>,
  pending: Map<string, Set<number>>,
  push: (value: number) => void,
  faults: SetFaults,
): ReturnType<Handlers> {
  const shown = () => {
    const list = [...values]
    if (faults.showTwice && list.length > 3) list.push(list[0] ?? 0)
    if (faults.invent && list.length > 3) list.push(-1)
    return list
  }
  return {
    topology: () => ({ type: 'topology_ok' }),
    broadcast: ({ message, msg_id: msgId }, src) => {
      const value = Number(message)
      if (!faults.lose?.(value)) {
        values.add(value)
        push(value)
      }
      const answer: Body = { type: 'broadcast_ok', ...(faults.extraKey && { note: 'thanks' }) }
      if (faults.answerTwice && msgId !== undefined) me.tell(src, { ...answer, in_reply_to: msgId })
      if (faults.strangers) me.tell('n99', { type: 'hello' })
      if (faults.lateMs === undefined) return answer
      me.host.after(faults.lateMs, () => me.tell(src, { ...answer, in_reply_to: Number(msgId) }))
      return undefined
    },
    read: () => ({ type: 'read_ok', messages: shown() }),
    value: ({ value }, src) => {
      values.add(Number(value))
      me.tell(src, { type: 'got', value })
      return undefined
    },
    got: ({ value }, src) => {
      pending.get(src)?.delete(Number(value))
      return undefined
    },
  }
}
