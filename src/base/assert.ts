/** A broken invariant: a fault in Gamemesh itself, never something a client or the network can cause. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/** Kept in production: a process that broke an invariant must not go on writing. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message)
}

export function assertNever(value: never): never {
  throw new InvariantError(`unexpected value: ${JSON.stringify(value)}`)
}
