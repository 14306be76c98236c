import type { TracedMessage } from '../../cluster/cluster-report.ts'

/** One frame, as a line of the trace: the fields of all levels first. A frame is not passed on, so it has no hops. */
export function clusterTraceLine({
  atMs,
  from,
  to,
  messageId,
  type,
  dropped,
  ...more
}: TracedMessage): string {
  return `${JSON.stringify({ timestamp: atMs, from, to, messageId, type, hops: null, dropped, ...more })}\n`
}
