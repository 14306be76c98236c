import type { Sender } from '../sender.ts'
import { PassiveBehaviour } from './behaviour.ts'

/** Shows a digest to `fanout` others at each round: pull if the kind is `ASK`, push-pull if it is `EXCHANGE`. */
export class Pull extends PassiveBehaviour {
  override readonly hasRounds = true
  readonly #sender: Sender
  readonly #kind: number
  readonly #fanout: number

  constructor(sender: Sender, kind: number, fanout: number) {
    super()
    this.#sender = sender
    this.#kind = kind
    this.#fanout = fanout
  }

  fresh(): void {}

  override round(node: number): void {
    this.#sender.tellDigest(this.#kind, node, this.#fanout)
  }

  override isQuiet(): boolean {
    return false
  }
}
