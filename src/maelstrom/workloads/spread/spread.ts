import type { Handlers } from '../../node/call.ts'
import type { NodeContext } from '../../node/program.ts'

/** Takes what a node has to tell and brings it to all others. */
export interface Spread {
  publish(entry: unknown): void
  /** There is something to gather. */
  announce(): void
  /** What the nodes say to each other about it. */
  readonly handlers: Handlers
}

export interface Subscriber {
  /** What another node has published: everything, once, and in its order. `writer` is its place among all nodes. */
  readonly deliver: (entries: readonly unknown[], writer: number) => void
  /** Asked before each sending for what has gathered since; for what changes faster than it is sent. */
  readonly gather?: () => readonly unknown[]
}

export type SpreadMaker = (context: NodeContext, subscriber: Subscriber) => Spread
