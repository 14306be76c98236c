import { type GossipNode, type Json, LwwRegister, jsonCodec, liveJson } from 'gamemesh/gossip'

export interface ServiceInstance {
  readonly id: string
  readonly service: string
  readonly address: string
  readonly port: number
}

/**
 * Which instances of which services there are. An instance is one key, so that registering it again replaces what was said
 * before. The keys are ephemeral: the instances that a node has registered go when it goes.
 */
export class ServiceCatalogue {
  readonly #node: GossipNode

  constructor(node: GossipNode) {
    this.#node = node
  }

  register(instance: ServiceInstance): void {
    const value: Json = { ...instance }
    this.#node.update(
      keyOf(instance.service, instance.id),
      liveJson,
      (held, stamp) => held?.write(stamp, value) ?? new LwwRegister(jsonCodec, stamp, value),
    )
  }

  /** Only where it was registered; false: it was not. */
  deregister(service: string, id: string): boolean {
    return this.#node.delete(keyOf(service, id))
  }

  resolve(service: string): ServiceInstance[] {
    const prefix = keyOf(service, '')
    return this.#node.keys(prefix).flatMap((key) => {
      const value = this.#node.get(key)
      return isInstance(value) ? [value] : []
    })
  }

  onChange(service: string, listener: (instances: ServiceInstance[]) => void): () => void {
    return this.#node.watch(keyOf(service, ''), () => listener(this.resolve(service)))
  }
}

function keyOf(service: string, id: string): string {
  return `service/${encodeURIComponent(service)}/${encodeURIComponent(id)}`
}

/** Other programs of the mesh may have put anything there. */
function isInstance(value: unknown): value is ServiceInstance {
  if (typeof value !== 'object' || value === null) return false
  const { id, service, address, port } = value as Partial<Record<keyof ServiceInstance, unknown>>
  return [id, service, address].every((text) => typeof text === 'string') && typeof port === 'number'
}
