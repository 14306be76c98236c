/** Where real time and real chance come from: a name of the global scope, or a method of one. */
const SOURCES: ReadonlyArray<readonly [name: string, method?: string]> = [
  ['setTimeout'],
  ['setInterval'],
  ['setImmediate'],
  ['queueMicrotask'],
  ['fetch'],
  ['Date', 'now'],
  ['Math', 'random'],
  ['performance', 'now'],
  ['AbortSignal', 'timeout'],
  ['crypto', 'randomUUID'],
  ['crypto', 'getRandomValues'],
]

/** Of a stack: who asked, and for whom. */
const SHOWN_FRAMES = 2

/**
 * While a world plays, real time and real chance are out of bounds: a timer that is left behind would fire into another
 * world, and one seed would give two courses. The global functions are replaced for that long by ones that note it.
 */
export class RealTimeGuard {
  readonly #uses: string[] = []
  readonly #restores: (() => void)[] = []

  watch(): void {
    for (const [name, method] of SOURCES) {
      if (method === undefined) this.#forbid(globalThis, name, name)
      else this.#forbid(Object(Reflect.get(globalThis, name)), method, `${name}.${method}`)
    }
  }

  /** Puts everything back; gives what was used meanwhile. */
  end(): readonly string[] {
    for (const restore of this.#restores.splice(0).toReversed()) restore()
    return this.#uses
  }

  #forbid(owner: object, name: string, shown: string): void {
    const own = Object.getOwnPropertyDescriptor(owner, name)
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== 'function') return
    const noted = (...given: unknown[]): unknown => {
      const frames = callers()
      // The platform's own work for someone else in this process, such as the end of a request that came before.
      if (!frames.every((frame) => frame.includes('node:'))) {
        this.#uses.push(`${shown} ${frames.slice(0, SHOWN_FRAMES).join(' ')}`)
      }
      return Reflect.apply(original, owner, given)
    }
    Object.defineProperty(owner, name, { value: noted, configurable: true, writable: true })
    this.#restores.push(() => {
      if (own) Object.defineProperty(owner, name, own)
      else Reflect.deleteProperty(owner, name)
    })
  }
}

function callers(): readonly string[] {
  const { stack = '' } = new Error('who asked')
  // The first lines are the message, this function and the one that notes.
  return stack
    .split('\n')
    .slice(3)
    .map((line) => line.trim())
}
