import type { MessageType } from '../../epidemic/report.ts'
import { nodeName } from '../../schedule/node-set.ts'

/** One send, as a line of the trace. A broadcast has its number as its id; what is about all of them has none. */
export function traceLine(
  atMs: number,
  from: number,
  to: number,
  broadcast: number,
  type: MessageType,
  hops: number,
  dropped: boolean,
): string {
  const id = broadcast < 0 ? 'null' : `"message-${broadcast}"`
  return `{"timestamp":${atMs},"from":"${nodeName(from)}","to":"${nodeName(to)}","messageId":${id},"type":"${type}","hops":${hops},"dropped":${dropped}}\n`
}
