import type { NodeHost, NodeProgram } from '../../../../src/maelstrom/node/node-port.ts'
import type { Body } from '../../../../src/maelstrom/protocol/envelope.ts'

export interface Me {
  readonly host: NodeHost
  id: string
  peers: readonly string[]
  /** To another node; no answer is expected. */
  readonly tell: (dest: string, body: Body) => void
}

type Answer = Body | undefined
export type Handler = (body: Body, src: string) => Answer
export type Handlers = (me: Me) => Readonly<Record<string, Handler>>

/** A node in a few lines, to be judged by the bench: good ones and bad ones. */
export function smallNode(handlers: Handlers): NodeProgram {
  return (host) => {
    const me: Me = {
      host,
      id: '',
      peers: [],
      tell: (dest, body) => host.send({ src: me.id, dest, body }),
    }
    const known = handlers(me)
    return {
      receive({ src, body }) {
        if (body.type === 'init') {
          me.id = String(body['node_id'])
          me.peers = (body['node_ids'] as string[]).filter((peer) => peer !== me.id)
        }
        const answer = body.type === 'init' ? { type: 'init_ok' } : known[body.type]?.(body, src)
        if (answer && body.msg_id !== undefined) me.tell(src, { ...answer, in_reply_to: body.msg_id })
      },
    }
  }
}
