/**
 * While a world plays, real time and real chance are out of bounds: whatever asks for them would make one seed give two
 * courses. The global functions are replaced for that long; what goes round them is found by the timers that it leaves.
 */

type Global = Record<string, unknown>

const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'] as const
const LEFT_BEHIND = new Set(['Timeout', 'Immediate', 'TCPSocketWrap', 'TCPServerWrap', 'FSReqCallback'])

export class RealTimeGuard {
  readonly #uses: string[] = []
  #restore: (() => void)[] = []
  #before = 0

  /** From now on each use is noted. */
  watch(): void {
    this.#before = handles()
    const global = globalThis as unknown as Global
    for (const name of TIMERS) this.#forbid(global, name, name)
    this.#forbid(Date as unknown as Global, 'now', 'Date.now')
    this.#forbid(Math as unknown as Global, 'random', 'Math.random')
    this.#forbid(performance as unknown as Global, 'now', 'performance.now')
    this.#forbid(AbortSignal as unknown as Global, 'timeout', 'AbortSignal.timeout')
  }

  /** Puts everything back; gives what was used, and what is still there. */
  end(): readonly string[] {
    for (const restore of this.#restore.splice(0).toReversed()) restore()
    const left = handles() - this.#before
    return left > 0 ? [...this.#uses, `${left} real timers or handles left behind`] : this.#uses
  }

  #forbid(owner: Global, name: string, shown: string): void {
    const own = Object.getOwnPropertyDescriptor(owner, name)
    const original = owner[name]
    if (typeof original !== 'function') return
    const noted = (...given: unknown[]): unknown => {
      const { stack = '' } = new Error(shown)
      this.#uses.push(`${shown} ${stack.split('\n').slice(2, 4).join(' ').trim()}`)
      return Reflect.apply(original, owner, given)
    }
    Object.defineProperty(owner, name, { value: noted, configurable: true, writable: true })
    this.#restore.push(() => {
      if (own) Object.defineProperty(owner, name, own)
      else delete owner[name]
    })
  }
}

function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => LEFT_BEHIND.has(kind)).length
}
