import type { ByteReader } from '../wire/byte-reader.ts'
import type { ByteWriter } from '../wire/byte-writer.ts'
import { MIN_DOT_BYTES, inActorOrder, placesOf, readDot, survivors, writeDot } from './dots.ts'
import { MAX_STATE_BYTES, decoded, encoded } from './encoding.ts'
import { compareText } from './order.ts'
import { type Dot, VectorClock } from './vector-clock.ts'

type Elements = ReadonlyMap<string, readonly Dot[]>

/** The length of a text that may be empty, a number of dots, a dot. */
const MIN_ELEMENT_BYTES = 2 + MIN_DOT_BYTES

/**
 * A set of texts in which an addition beats a concurrent removal. Each element carries the dots of its additions; a
 * context says which additions this replica has seen. Removed elements leave nothing behind: the size is that of the
 * elements that are there, plus one count per actor. Immutable.
 */
export class OrSet {
  static readonly empty = new OrSet(new Map(), VectorClock.empty)
  readonly #elements: Elements
  readonly #context: VectorClock

  private constructor(elements: Elements, context: VectorClock) {
    this.#elements = elements
    this.#context = context
  }

  static decode(bytes: Uint8Array): OrSet | undefined {
    return decoded(bytes, (reader) => {
      const context = VectorClock.read(reader)
      return new OrSet(readElements(reader, context), context)
    })
  }

  get values(): string[] {
    return [...this.#elements.keys()].sort(compareText)
  }

  get size(): number {
    return this.#elements.size
  }

  has(element: string): boolean {
    return this.#elements.has(element)
  }

  /** The new dot stands for all earlier additions that are known here: whoever removes it has seen them too. */
  add(actor: string, element: string): OrSet {
    if (!element.isWellFormed()) throw new RangeError('an element has no halves of surrogate pairs')
    const context = this.#context.increment(actor)
    const dot = { actor, counter: context.count(actor) }
    return new OrSet(new Map(this.#elements).set(element, [dot]), context)
  }

  remove(element: string): OrSet {
    const elements = new Map(this.#elements)
    return elements.delete(element) ? new OrSet(elements, this.#context) : this
  }

  clear(): OrSet {
    return new OrSet(new Map(), this.#context)
  }

  merge(other: OrSet): OrSet {
    const elements = new Map<string, readonly Dot[]>()
    for (const element of new Set([...this.#elements.keys(), ...other.#elements.keys()])) {
      const ours = this.#elements.get(element) ?? []
      const theirs = other.#elements.get(element) ?? []
      const dots = survivors(ours, this.#context, theirs, other.#context)
      if (dots.length > 0) elements.set(element, dots)
    }
    return new OrSet(elements, this.#context.merge(other.#context))
  }

  encode(): Uint8Array {
    return encoded((writer) => {
      this.#context.write(writer)
      writeElements(writer, this.#elements, this.#context)
    })
  }
}

function writeElements(writer: ByteWriter, elements: Elements, context: VectorClock): void {
  const places = placesOf(context)
  writer.varint(elements.size)
  for (const element of [...elements.keys()].sort(compareText)) {
    const dots = elements.get(element) ?? []
    writer.text(element, 0, MAX_STATE_BYTES)
    writer.varint(dots.length)
    for (const dot of inActorOrder(dots)) writeDot(writer, dot, places)
  }
}

function readElements(reader: ByteReader, context: VectorClock): Elements {
  const { actors } = context
  let previous: string | undefined
  const elements = reader.list(reader.remaining, MIN_ELEMENT_BYTES, () => {
    const element = reader.text(0, MAX_STATE_BYTES)
    const dots = readDots(reader, context, actors)
    if (dots.length === 0 || (previous !== undefined && element <= previous)) reader.fail()
    previous = element
    return [element, dots] as const
  })
  return new Map(elements)
}

function readDots(reader: ByteReader, context: VectorClock, actors: readonly string[]): Dot[] {
  let previous: Dot | undefined
  return reader.list(reader.remaining, MIN_DOT_BYTES, () => {
    previous = readDot(reader, context, actors, previous)
    return previous
  })
}
