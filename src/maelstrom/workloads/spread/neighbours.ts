import type { NodeHost } from '../../node/node-port.ts'

/** So long the one before may take to say how far it is. */
const CONFIRM_MS = 400

export interface Ring {
  readonly before: string | undefined
  readonly after: string | undefined
}

/** All nodes stand in a ring, in the order of their list. */
export function ringOf(nodes: readonly string[], self: string): Ring {
  const place = nodes.indexOf(self)
  if (nodes.length < 2) return { before: undefined, after: undefined }
  return { before: nodes.at(place - 1), after: nodes[(place + 1) % nodes.length] }
}

/**
 * When news have stopped, each node tells the next one how far it is, and expects to be told by the one before: a
 * message per node, and if all neighbours agree, all nodes do. Who hears nothing has a reason to ask.
 */
export class Confirmations {
  readonly #host: NodeHost
  readonly #onMissing: () => void
  #heard = 0

  constructor(host: NodeHost, onMissing: () => void) {
    this.#host = host
    this.#onMissing = onMissing
  }

  /** The one before has told how far it is; its clock may be a little ahead, so this may come before `expect`. */
  hear(): void {
    const turn = ++this.#heard
    this.#host.after(CONFIRM_MS, () => {
      if (this.#heard === turn) this.#heard = 0
    })
  }

  expect(): void {
    if (this.#heard > 0) return
    this.#host.after(CONFIRM_MS, () => {
      if (this.#heard === 0) this.#onMissing()
    })
  }
}
