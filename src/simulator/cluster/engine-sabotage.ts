import type { EngineConfig } from '../../gossip/engine/config.ts'
import type { Engine } from '../../gossip/engine/engine.ts'

/** A bug that is planted around each engine: what a faulty part would do, done by what surrounds it. */
export interface EngineSabotage {
  config?(config: EngineConfig): EngineConfig
  /** The number of a start; `before` is that of the process which had the address, if there was one. */
  generation?(fresh: number, before: number | undefined): number
  engine?(engine: Engine): Engine
}
