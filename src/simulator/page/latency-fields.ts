import type { Latency } from '../epidemic/options.ts'
import { element, setText } from './elements.ts'

/** What the two numbers mean for each kind, and what they are when nobody has said. */
const MEANINGS: Readonly<Record<Latency['kind'], readonly (readonly [label: string, start: number])[]>> = {
  constant: [['ms', 10]],
  uniform: [
    ['from, ms', 5],
    ['to, ms', 50],
  ],
  exponential: [['mean, ms', 20]],
  'log-normal': [
    ['median, ms', 20],
    ['sigma', 0.5],
  ],
  regions: [],
}

/** A kind of latency and up to two numbers, which mean something else for each kind. */
export class LatencyFields {
  readonly #kind = element('latency', HTMLSelectElement)
  readonly #first = element('latency-a', HTMLInputElement)
  readonly #second = element('latency-b', HTMLInputElement)

  constructor(latency: Latency) {
    this.#kind.value = latency.kind
    this.#label()
    const [first, second] = numbersOf(latency)
    if (first !== undefined) this.#first.value = String(first)
    if (second !== undefined) this.#second.value = String(second)
    this.#kind.addEventListener('input', () => {
      this.#label()
      for (const [index, field] of [this.#first, this.#second].entries())
        field.value = String(this.#meanings()[index]?.[1] ?? field.value)
    })
  }

  /** As a parameter has it. */
  get text(): string {
    const [first, second] = [this.#first.value, this.#second.value]
    switch (this.#kind.value) {
      case 'constant':
        return first
      case 'uniform':
        return `${first}..${second}`
      case 'exponential':
        return `exponential:${first}`
      case 'log-normal':
        return `log-normal:${first}/${second}`
      default:
        return 'regions'
    }
  }

  #meanings(): readonly (readonly [label: string, start: number])[] {
    const entry = Object.entries(MEANINGS).find(([kind]) => kind === this.#kind.value)
    return entry?.[1] ?? []
  }

  #label(): void {
    const [first, second] = this.#meanings()
    element('latency-one', HTMLElement).hidden = first === undefined
    element('latency-two', HTMLElement).hidden = second === undefined
    if (first) setText('latency-a-label', first[0])
    if (second) setText('latency-b-label', second[0])
  }
}

function numbersOf(latency: Latency): readonly number[] {
  switch (latency.kind) {
    case 'constant':
      return [latency.ms]
    case 'uniform':
      return [latency.fromMs, latency.toMs]
    case 'exponential':
      return [latency.meanMs]
    case 'log-normal':
      return [latency.medianMs, latency.sigma]
    default:
      return []
  }
}
