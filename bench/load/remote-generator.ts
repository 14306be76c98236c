import { Worker } from '../worker.ts'
import type { GeneratorAnswer, GeneratorOrder } from './generator.ts'

/** A load generator in a process of its own. It keeps the sessions that it started, to end them later. */
export class RemoteGenerator extends Worker<GeneratorOrder, GeneratorAnswer> {
  constructor() {
    super(new URL('generator.ts', import.meta.url))
  }
}
