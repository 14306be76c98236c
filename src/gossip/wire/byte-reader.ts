import { isVisibleCode } from './text.ts'
import { MAX_LAST_BYTE, MAX_VARINT_BYTES } from './varint.ts'

/** Longer texts are decoded faster by `TextDecoder`, shorter ones by hand. */
const SHORT_TEXT_BYTES = 20
/** Without `ignoreBOM` a leading byte order mark would get lost. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
export const NO_BYTES = new Uint8Array(0)

/**
 * Reads what `ByteWriter` writes. It never throws: after the first fault `failed` is true for good, nothing is left to
 * read, and every call gives an empty value. Nothing that it gives shares memory with the bytes it reads.
 */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #end: number
  #position: number
  #failed = false

  /** `bytes` has to be a plain `Uint8Array`: a Node `Buffer` slices without copying. */
  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes
    this.#position = position
    this.#end = bytes.length
  }

  get failed(): boolean {
    return this.#failed
  }

  get remaining(): number {
    return this.#end - this.#position
  }

  fail(): void {
    this.#failed = true
    this.#position = this.#end
  }

  byte(): number {
    return this.#take(1) ? this.#at(this.#position - 1) : 0
  }

  uint32(): number {
    if (!this.#take(4)) return 0
    const start = this.#position - 4
    const high = (this.#at(start) << 24) | (this.#at(start + 1) << 16)
    return (high | (this.#at(start + 2) << 8) | this.#at(start + 3)) >>> 0
  }

  varint(): number {
    const first = this.byte()
    return first < 0x80 ? first : this.#longVarint(first & 0x7f)
  }

  /**
   * Count and items. A count above `maxItems`, or above what there is room for, is refused before anything is read; reading
   * stops at the first fault. So a list takes no memory that its frame has not paid for.
   */
  list<T>(maxItems: number, minItemBytes: number, read: (reader: ByteReader) => T): T[] {
    const count = this.#bounded(0, maxItems)
    const items: T[] = []
    if (count * minItemBytes > this.remaining) this.fail()
    for (let index = 0; index < count && !this.#failed; index++) items.push(read(this))
    return items
  }

  /** Length and bytes. */
  block(maxBytes: number): Uint8Array {
    const length = this.#bounded(0, maxBytes)
    if (length === 0 || !this.#take(length)) return NO_BYTES
    return this.#bytes.slice(this.#position - length, this.#position)
  }

  /** Length and UTF-8. */
  text(minBytes: number, maxBytes: number): string {
    const length = this.#bounded(minBytes, maxBytes)
    if (!this.#take(length)) return ''
    const start = this.#position - length
    return (length <= SHORT_TEXT_BYTES ? this.#shortAscii(start) : undefined) ?? this.#utf8(start)
  }

  /** Visible ASCII with its length in front. */
  lengthAndVisible(maxLength: number): string {
    return this.visible(this.#bounded(1, maxLength))
  }

  visible(length: number): string {
    if (!this.#take(length)) return ''
    const start = this.#position - length
    for (let index = start; index < this.#position; index++) {
      if (!isVisibleCode(this.#at(index))) {
        this.fail()
        return ''
      }
    }
    return (length <= SHORT_TEXT_BYTES ? this.#shortAscii(start) : undefined) ?? this.#utf8(start)
  }

  #longVarint(low: number): number {
    let value = low
    let factor = 2 ** 7
    for (let index = 1; index < MAX_VARINT_BYTES; index++) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) {
        // Zero at the end: there is a shorter form (or nothing was left to read).
        if (byte === 0 || (index === MAX_VARINT_BYTES - 1 && byte > MAX_LAST_BYTE)) break
        return value
      }
      factor *= 2 ** 7
    }
    this.fail()
    return 0
  }

  #bounded(min: number, max: number): number {
    const value = this.varint()
    if (value >= min && value <= max) return value
    this.fail()
    return 0
  }

  #shortAscii(start: number): string | undefined {
    const codes: number[] = []
    for (let index = start; index < this.#position; index++) {
      const code = this.#at(index)
      if (code > 0x7f) return undefined
      codes.push(code)
    }
    return String.fromCharCode.apply(null, codes)
  }

  #utf8(start: number): string {
    try {
      return UTF8.decode(this.#bytes.subarray(start, this.#position))
    } catch {
      this.fail()
      return ''
    }
  }

  #take(count: number): boolean {
    if (count <= this.#end - this.#position) {
      this.#position += count
      return true
    }
    this.fail()
    return false
  }

  #at(index: number): number {
    return this.#bytes[index] ?? 0
  }
}
