import type { NodeProgram } from '../node/node-port.ts'

export interface Variant {
  /** One line for people. */
  readonly about: string
  /** Each program is loaded only when it is used, so that a node starts fast. */
  readonly load: () => Promise<NodeProgram>
}

export interface Workload {
  readonly variants: Readonly<Record<string, Variant>>
  readonly defaultVariant: string
}
