import type { Message } from './requests.ts'

/** A poll gives no more messages of a key than this; the next poll goes on. */
const MAX_POLLED = 200

/** From the first message at or after `offset`. `messages` ascend. */
export function messagesFrom(messages: readonly Message[], offset: number): readonly Message[] {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((messages[middle]?.[0] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return messages.slice(low, low + MAX_POLLED)
}
