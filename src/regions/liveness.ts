/** Without a heartbeat for this many of its own intervals an instance gets no new sessions… */
export const MISSED_UNTIL_UNAVAILABLE = 3
/** …and after this many it is forgotten. */
export const MISSED_UNTIL_GONE = 10

export function judgeLiveness(silentForMs: number, intervalMs: number): 'available' | 'unavailable' | 'gone' {
  if (silentForMs >= MISSED_UNTIL_GONE * intervalMs) return 'gone'
  if (silentForMs >= MISSED_UNTIL_UNAVAILABLE * intervalMs) return 'unavailable'
  return 'available'
}
