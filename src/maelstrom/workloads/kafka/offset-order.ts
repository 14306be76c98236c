import type { Message, Offsets } from './requests.ts'

/** A poll gives no more messages of a key than this; the next poll goes on. */
const MAX_POLLED = 200

/** What a poll is answered with; a key without anything new is left out. */
export function polled(
  offsets: Offsets,
  messagesOf: (key: string) => readonly Message[] | undefined,
): Record<string, readonly Message[]> {
  const found = offsets.flatMap(([key, offset]) => {
    const messages = messagesFrom(messagesOf(key) ?? [], offset)
    return messages.length > 0 ? [[key, messages] as const] : []
  })
  return Object.fromEntries(found)
}

/** From the first message at or after `offset`. `messages` ascend. */
function messagesFrom(messages: readonly Message[], offset: number): readonly Message[] {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((messages[middle]?.[0] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return messages.slice(low, low + MAX_POLLED)
}
