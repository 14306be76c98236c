/**
 * One Ctrl-C arrives several times: the terminal sends it to every process of the group, and npm and the launcher pass
 * on their copies. What comes within this time is the same key press.
 */
const SAME_KEY_PRESS_MS = 500

/** Calls `first` at the first stop signal and `again` at each later one. Returns how to stop listening. */
export function onStopSignals(
  first: () => void,
  again: () => void,
  nowMs: () => number = () => performance.now(),
): () => void {
  let firstAtMs: number | undefined
  const listener = () => {
    if (firstAtMs === undefined) {
      firstAtMs = nowMs()
      first()
    } else if (nowMs() - firstAtMs > SAME_KEY_PRESS_MS) {
      again()
    }
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}
