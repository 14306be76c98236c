/** What a strategy makes of what happens to a node. All it does is send. */
export interface Behaviour {
  /** Whether nodes act of their own accord. */
  readonly hasRounds: boolean
  /** A node has just got a broadcast; `from` is itself at the origin. */
  fresh(node: number, from: number, broadcast: number): void
  /** Some nodes' moment has come; `round` follows for each that lives. */
  beginRounds(tick: number): void
  /** A live node's moment has come. */
  round(node: number): void
  /** Whether `repeated` is of interest: it is asked for each duplicate. */
  readonly mindsRepeats: boolean
  /** A push came to a node that had it before this tick. */
  repeated(node: number, from: number, broadcast: number): void
  /** Somebody to whom the node had pushed says that it knew. */
  knew(node: number, broadcast: number): void
  /** A node went down, and forgets. */
  gone(node: number): void
  /** From that tick on rounds do nothing until somebody gets something. */
  isQuiet(tick: number): boolean
}

/** For strategies that do not care. */
export abstract class PassiveBehaviour implements Behaviour {
  readonly hasRounds: boolean = false
  readonly mindsRepeats: boolean = false
  abstract fresh(node: number, from: number, broadcast: number): void
  beginRounds(_tick: number): void {}
  round(_node: number): void {}
  repeated(_node: number, _from: number, _broadcast: number): void {}
  knew(_node: number, _broadcast: number): void {}
  gone(_node: number): void {}
  isQuiet(_tick: number): boolean {
    return true
  }
}
