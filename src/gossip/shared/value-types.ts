import { BUILT_IN_TYPES } from './built-in-types.ts'
import { FIRST_APPLICATION_TYPE_ID, MAX_TYPE_ID, type ValueType } from './value-type.ts'

/** A mistake in a program that uses the mesh; nothing from the network causes it. */
export class ValueTypeError extends Error {
  override readonly name = 'ValueTypeError'
}

/** The types that this node can read: Gamemesh's own and those of the application. */
export class ValueTypes {
  readonly #byId = new Map<number, ValueType<unknown>>(BUILT_IN_TYPES.map((type) => [type.id, type]))

  constructor(types: Iterable<ValueType<unknown>> = []) {
    for (const type of types) this.#register(type)
  }

  byId(id: number): ValueType<unknown> | undefined {
    return this.#byId.get(id)
  }

  /** Throws unless this very type is registered. */
  check(type: ValueType<unknown>): void {
    const registered = this.#byId.get(type.id)
    if (registered === type) return
    const reason = registered
      ? `id ${type.id} stands for "${registered.name}"`
      : `nothing is known of id ${type.id}`
    throw new ValueTypeError(
      `value type "${type.name}" is not registered, ${reason}: name it among the value types when the node is created`,
    )
  }

  #register(type: ValueType<unknown>): void {
    if (!Number.isInteger(type.id) || type.id < FIRST_APPLICATION_TYPE_ID || type.id > MAX_TYPE_ID) {
      throw new ValueTypeError(
        `value type "${type.name}" has id ${type.id}: an application's ids are ` +
          `${FIRST_APPLICATION_TYPE_ID} to ${MAX_TYPE_ID}`,
      )
    }
    const sameId = this.#byId.get(type.id)
    if (sameId) {
      throw new ValueTypeError(
        `value types "${sameId.name}" and "${type.name}" both have id ${type.id}: give one of them another id`,
      )
    }
    const sameName = [...this.#byId.values()].find(({ name }) => name === type.name)
    if (sameName) {
      throw new ValueTypeError(
        `value types ${sameName.id} and ${type.id} are both called "${type.name}": give one of them another name`,
      )
    }
    this.#byId.set(type.id, type)
  }
}
