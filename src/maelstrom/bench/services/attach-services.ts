import type { RandomStream } from '../../../base/rng.ts'
import { isAnyInteger } from '../json.ts'
import type { Network } from '../network/network.ts'
import { LinKv } from './lin-kv.ts'
import { LinTso } from './lin-tso.ts'
import { LwwKv } from './lww-kv.ts'
import { SeqKv } from './seq-kv.ts'
import type { Service } from './service.ts'

/** Requests to a service come and go over the network, like those to any node. */
export function attachServices(network: Network, random: (name: string) => RandomStream): void {
  const services: Readonly<Record<string, Service>> = {
    'lin-kv': new LinKv(),
    'seq-kv': new SeqKv(random('seq-kv')),
    'lww-kv': new LwwKv(random('lww-kv')),
    'lin-tso': new LinTso(),
  }
  for (const [id, service] of Object.entries(services)) {
    network.attach(id, ({ src, body }) => {
      const reply = service.handle(src, body)
      const { msg_id: asked } = body
      // Whoever gives no number wants no answer.
      if (asked !== undefined && isAnyInteger(asked))
        network.send({ src: id, dest: src, body: { ...reply, in_reply_to: asked } })
    })
  }
}
