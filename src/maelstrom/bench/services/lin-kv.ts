import type { Body } from '../../protocol/envelope.ts'
import { keyOf, kvStep, noKey } from './kv-step.ts'
import type { Service } from './service.ts'

/** One map; requests act in the order in which they arrive. */
export class LinKv implements Service {
  readonly #state = new Map<string, string>()

  handle(_caller: string, request: Body): Body {
    const key = keyOf(request)
    if (key === undefined) return noKey()
    const { reply, write } = kvStep(this.#state.get(key), request, { canCreate: true })
    if (write !== undefined) this.#state.set(key, write)
    return reply
  }
}
