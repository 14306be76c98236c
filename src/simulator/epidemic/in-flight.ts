const CHUNK_RECORDS = 64
/** Words of a record in short: the receiver and what it is; the sender; in both, the bits of how long it travelled. */
const SHORT = 2
/** In full: besides, the broadcast and the tick of sending. */
const FULL = 4
const NODE_BITS = 22
const NODE_MASK = (1 << NODE_BITS) - 1
const KIND_BITS = 4
const KIND_MASK = (1 << KIND_BITS) - 1
const COPY_SHIFT = NODE_BITS + KIND_BITS
/** The travelling time has 5 bits in the first word and 10 in the second. */
const HIGH_SHIFT = COPY_SHIFT + 1
const LOW_BITS = 32 - NODE_BITS
const LONGEST_SHORT_TICKS = 1 << (32 - HIGH_SHIFT + LOW_BITS)
/** Chunks of a segment, as powers of two: 512 kB or more for many nodes, 8 kB or more for few. */
const LARGE_SHIFT = 10
const SMALL_SHIFT = 4
const MANY_NODES = 4096
const NONE = -1
const SLOT_WORDS = 4
const LAST = 1
const FILL = 2
const EMPTY = new Int32Array(0)

/**
 * Messages under way, by the tick of their arrival: a calendar queue (Brown, 1988) whose slots are a tick wide. Slots hold
 * chunks of contiguous records, so that memory is read and written in runs; used chunks are used again. Whatever arrives
 * at one tick comes out in the order in which it was sent. Memory grows in segments: nothing is ever copied. A record
 * has 8 bytes where there is only one broadcast and no latency of seconds: the less memory a message takes, the faster
 * a million of them.
 */
export class InFlight {
  readonly #mask: number
  /** Per slot: its first chunk, its last chunk, and how many records the last one holds. Side by side: one cache line. */
  readonly #slots: Int32Array
  readonly #shift: number
  readonly #isShort: boolean
  /** Words of a record, and of a chunk. */
  readonly fields: number
  readonly #chunkWords: number
  readonly #segments: Int32Array[] = []
  /** The chunk that follows, in a slot or in the list of free ones. */
  #next = new Int32Array(0)
  #free = NONE
  #size = 0

  constructor(longestTicks: number, nodes: number, broadcasts: number) {
    this.#isShort = broadcasts === 1 && longestTicks < LONGEST_SHORT_TICKS
    this.fields = this.#isShort ? SHORT : FULL
    this.#chunkWords = CHUNK_RECORDS * this.fields
    let slots = 64
    while (slots <= longestTicks) slots *= 2
    this.#mask = slots - 1
    this.#slots = new Int32Array(slots * SLOT_WORDS)
    for (let slot = 0; slot < slots; slot++) this.#empty(slot * SLOT_WORDS)
    this.#shift = nodes < MANY_NODES ? SMALL_SHIFT : LARGE_SHIFT
  }

  get size(): number {
    return this.#size
  }

  /** Of memory for records, in use or free. */
  get bytes(): number {
    return this.#segments.length * (1 << this.#shift) * this.#chunkWords * 4
  }

  /** `delay` is at least 1 and at most the longest latency; `kind` may have the bit of a copy above it. */
  add(sentTick: number, delay: number, to: number, from: number, kind: number, broadcast: number): void {
    const slots = this.#slots
    const slot = ((sentTick + delay) & this.#mask) * SLOT_WORDS
    let fill = slots[slot + FILL] ?? 0
    if (fill === this.#chunkWords) {
      this.#append(slot)
      fill = 0
    }
    slots[slot + FILL] = fill + this.fields
    const chunk = slots[slot + LAST] ?? NONE
    const segment = this.#segments[chunk >>> this.#shift] ?? EMPTY
    const at = this.offset(chunk) + fill
    segment[at] = ((delay >>> LOW_BITS) << HIGH_SHIFT) | (kind << NODE_BITS) | to
    segment[at + 1] = (delay << NODE_BITS) | from
    if (!this.#isShort) {
      segment[at + 2] = broadcast
      segment[at + 3] = sentTick
    }
    this.#size += 1
  }

  /** The first chunk of what arrives at a tick, or -1. Its records are read, then it is released for the next one. */
  first(tick: number): number {
    return this.#slots[(tick & this.#mask) * SLOT_WORDS] ?? NONE
  }

  /** The first tick from this one on, before `end`, at which something arrives; else `end`. */
  nextFrom(tick: number, end: number): number {
    let next = tick
    while (next < end && this.#slots[(next & this.#mask) * SLOT_WORDS] === NONE) next += 1
    return next
  }

  /** Words of a chunk that hold records. */
  length(tick: number, chunk: number): number {
    const slot = (tick & this.#mask) * SLOT_WORDS
    return chunk === this.#slots[slot + LAST] ? (this.#slots[slot + FILL] ?? 0) : this.#chunkWords
  }

  records(chunk: number): Int32Array {
    return this.#segments[chunk >>> this.#shift] ?? EMPTY
  }

  offset(chunk: number): number {
    return (chunk & ((1 << this.#shift) - 1)) * this.#chunkWords
  }

  sentTick(records: Int32Array, at: number, tick: number): number {
    if (!this.#isShort) return records[at + 3] ?? 0
    const high = (records[at] ?? 0) >>> HIGH_SHIFT
    return tick - ((high << LOW_BITS) | ((records[at + 1] ?? 0) >>> NODE_BITS))
  }

  broadcast(records: Int32Array, at: number): number {
    return this.#isShort ? 0 : (records[at + 2] ?? 0)
  }

  /** Gives a chunk back and tells the one behind it, or -1. */
  release(tick: number, chunk: number): number {
    const slot = (tick & this.#mask) * SLOT_WORDS
    this.#size -= this.length(tick, chunk) / this.fields
    const next = this.#next[chunk] ?? NONE
    if (next === NONE) this.#empty(slot)
    else this.#slots[slot] = next
    this.#next[chunk] = this.#free
    this.#free = chunk
    return next
  }

  /** As if its last chunk were full: the next record takes a new one. */
  #empty(slot: number): void {
    this.#slots[slot] = NONE
    this.#slots[slot + LAST] = NONE
    this.#slots[slot + FILL] = this.#chunkWords
  }

  #append(slot: number): void {
    if (this.#free === NONE) this.#grow()
    const chunk = this.#free
    this.#free = this.#next[chunk] ?? NONE
    const last = this.#slots[slot + LAST] ?? NONE
    if (last === NONE) this.#slots[slot] = chunk
    else this.#next[last] = chunk
    this.#next[chunk] = NONE
    this.#slots[slot + LAST] = chunk
  }

  #grow(): void {
    const chunks = 1 << this.#shift
    const first = this.#segments.length * chunks
    this.#segments.push(new Int32Array(chunks * this.#chunkWords))
    const next = new Int32Array(first + chunks)
    next.set(this.#next)
    for (let chunk = first; chunk < next.length; chunk++) next[chunk] = chunk + 1
    next[next.length - 1] = NONE
    this.#next = next
    this.#free = first
  }
}

/** Of a record's first word. */
export function receiverOf(word: number): number {
  return word & NODE_MASK
}

export function kindOf(word: number): number {
  return (word >>> NODE_BITS) & KIND_MASK
}

export function isCopy(word: number): boolean {
  return ((word >>> COPY_SHIFT) & 1) !== 0
}

/** Of its second word. */
export function senderOf(word: number): number {
  return word & NODE_MASK
}

/** A kind with the mark of a copy. */
export function copyOf(kind: number): number {
  return kind | (1 << KIND_BITS)
}
