import { errorMessage } from '../../base/errors.ts'
import { OptionError } from '../epidemic/option-error.ts'
import { DEFAULT_OPTIONS, type EpidemicOptions } from '../epidemic/options.ts'
import { short } from '../report/numbers.ts'
import { element, setText } from './elements.ts'
import { LatencyFields } from './latency-fields.ts'
import { parametersOf, readParameters, sendsToAllPairs } from './parameters.ts'

/** More would take the memory of a browser. */
const MAX_PAGE_NODES = 1_000_000
/** Where a flood sends over the links of all pairs at once. */
const MAX_PAGE_FLOOD_NODES = 1_000

/** The visitor's settings. What is refused is told beside the form, and the run before stays. */
export class SettingsForm {
  readonly #form = element('settings', HTMLFormElement)
  readonly #latency: LatencyFields
  readonly #base: EpidemicOptions
  /** Where the broadcast starts. */
  origin: number

  constructor(base: EpidemicOptions, onChange: () => void) {
    this.#base = base
    this.origin = base.origins?.[0] ?? 0
    this.#latency = new LatencyFields(base.latency ?? DEFAULT_OPTIONS.latency)
    this.#tellDrop()
    this.#form.addEventListener('change', onChange)
    this.#form.addEventListener('input', () => this.#tellDrop())
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      onChange()
    })
  }

  /** undefined: what the form says cannot be run. */
  read(): EpidemicOptions | undefined {
    for (const marked of this.#form.querySelectorAll('[aria-invalid]')) marked.removeAttribute('aria-invalid')
    try {
      const options = readParameters(this.#given(), this.#base)
      checkSize(options)
      this.#link(options)
      setText('refusal', '')
      return options
    } catch (error) {
      if (error instanceof OptionError) this.#mark(error.option)
      setText('refusal', errorMessage(error))
      return undefined
    }
  }

  #given(): URLSearchParams {
    const given = new URLSearchParams()
    for (const [name, value] of new FormData(this.#form))
      if (typeof value === 'string') given.set(name, value)
    given.set('latency', this.#latency.text)
    // An origin that is no longer there is no mistake of the visitor's.
    if (this.origin >= Number(given.get('nodes'))) this.origin = 0
    given.set('origin', String(this.origin))
    return given
  }

  #mark(name: string): void {
    const field = this.#form.elements.namedItem(name)
    if (field instanceof Element) field.setAttribute('aria-invalid', 'true')
  }

  #link(options: EpidemicOptions): void {
    const query = parametersOf(options).toString()
    element('stats-link', HTMLAnchorElement).href = `api/stats?${query}`
    element('topology-link', HTMLAnchorElement).href = `api/topology?${query}`
  }

  #tellDrop(): void {
    const drop = element('drop', HTMLInputElement)
    const text = `${short(drop.valueAsNumber * 100, 1)} %`
    drop.setAttribute('aria-valuetext', text)
    setText('drop-text', text)
  }
}

function checkSize(options: EpidemicOptions): void {
  const { nodes = DEFAULT_OPTIONS.nodes } = options
  const isFlood = sendsToAllPairs(options)
  const most = isFlood ? MAX_PAGE_FLOOD_NODES : MAX_PAGE_NODES
  const where = isFlood ? 'in a flood in a page' : 'in a page'
  if (nodes > most) throw new OptionError('nodes', nodes, `at most ${most} ${where}`)
}
