import type { Service } from './virtual-network.ts'

/** A linearizable store of keys, as lin-kv is. */
export class StoredKeys {
  readonly #values = new Map<string, unknown>()
  readonly tally = new Map<string, number>()

  readonly service: Service = (body) => {
    const { type, from, to, value } = body
    const key = JSON.stringify(body['key'])
    const found = this.#values.get(key)
    this.tally.set(type, (this.tally.get(type) ?? 0) + 1)
    if (type === 'write') {
      this.#values.set(key, value)
      return { type: 'write_ok' }
    }
    if (!this.#values.has(key) && body['create_if_not_exists'] !== true) return failure(20)
    if (type === 'read') return { type: 'read_ok', value: found }
    if (this.#values.has(key) && JSON.stringify(found) !== JSON.stringify(from)) {
      this.tally.set('lost races', (this.tally.get('lost races') ?? 0) + 1)
      return failure(22)
    }
    this.#values.set(key, to)
    return { type: 'cas_ok' }
  }
}

function failure(code: number) {
  return { type: 'error', code, text: 'refused' }
}
