import type { MeshEvent } from '../engine/effect.ts'
import type { Engine } from '../engine/engine.ts'
import type { Command, Input } from '../engine/input.ts'
import type { MeshEngine } from '../engine/port.ts'

/**
 * Where the host finds the engine. It is made when it is first needed, since its address is known only once the transport
 * listens, and is replaced when the node has to start over with a higher generation.
 */
export class EngineSeat implements MeshEngine<Command, MeshEvent> {
  readonly #make: () => Engine
  #engine: Engine | undefined

  constructor(make: () => Engine) {
    this.#make = make
  }

  get engine(): Engine {
    this.#engine ??= this.#make()
    return this.#engine
  }

  replace(engine: Engine): void {
    this.#engine = engine
  }

  step(nowMs: number, input: Input) {
    return this.engine.step(nowMs, input)
  }

  nextWakeMs(): number {
    return this.engine.nextWakeMs()
  }
}
