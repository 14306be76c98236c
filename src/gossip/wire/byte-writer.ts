import { assert } from '../../base/assert.ts'
import { isVisibleCode, utf8Length } from './text.ts'
import { MAX_VARINT_BYTES } from './varint.ts'

const SMALLEST_CAPACITY = 256
/** Below this, a loop is faster than a call into the engine with a view made for it. */
const SHORT_BYTES = 32
const UTF8 = new TextEncoder()

/**
 * Writes the parts of a frame one behind the other; one writer serves many frames. What breaks a bound is a fault of the
 * caller: everything from outside has been judged before it comes here.
 */
export class ByteWriter {
  readonly #maxBytes: number
  #bytes = new Uint8Array(SMALLEST_CAPACITY)
  #length = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get length(): number {
    return this.#length
  }

  /** Starts anew behind `keep` bytes that are filled in later by `patch…`. */
  reset(keep = 0): void {
    this.#length = 0
    this.#reserve(keep)
    this.#length = keep
  }

  copy(): Uint8Array {
    assert(this.#length <= this.#maxBytes, `a frame has at most ${this.#maxBytes} bytes`)
    return this.#bytes.slice(0, this.#length)
  }

  byte(value: number): void {
    assert((value & 0xff) === value, 'a byte is an integer from 0 to 255')
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  uint32(value: number): void {
    assert(value >>> 0 === value, 'a fixed number is an integer below 2^32')
    this.#reserve(4)
    this.#put32(this.#length, value)
    this.#length += 4
  }

  varint(value: number): void {
    this.#reserve(MAX_VARINT_BYTES)
    if ((value & 0x7f) === value) {
      this.#bytes[this.#length++] = value
      return
    }
    assert(Number.isSafeInteger(value) && value >= 0, 'a number is an integer from 0 to 2^53 - 1')
    let rest = value
    for (; rest > 0x7fff_ffff; rest = Math.floor(rest / 0x80)) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80
    }
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80
    this.#bytes[this.#length++] = rest
  }

  /** Length and bytes. */
  block(bytes: Uint8Array, maxBytes: number): void {
    assert(bytes.length <= maxBytes, 'a block of bytes is within its limit')
    this.varint(bytes.length)
    this.#reserve(bytes.length)
    if (bytes.length > SHORT_BYTES) this.#bytes.set(bytes, this.#length)
    else
      for (let index = 0; index < bytes.length; index++) this.#bytes[this.#length + index] = bytes[index] ?? 0
    this.#length += bytes.length
  }

  /** Length and UTF-8. */
  text(text: string, minBytes: number, maxBytes: number): void {
    assert(text.length >= minBytes && text.length <= maxBytes, 'a text is within its limits')
    const start = this.#length
    this.varint(text.length)
    if (this.#ascii(text)) return
    this.#length = start
    this.#utf8(text, maxBytes)
  }

  /** Visible ASCII with its length in front. */
  lengthAndVisible(text: string, maxLength: number): void {
    this.varint(text.length)
    this.visible(text, maxLength)
  }

  /** Visible ASCII whose length stands elsewhere. */
  visible(text: string, maxLength: number): void {
    assert(text.length > 0 && text.length <= maxLength, 'a name, id or address is within its limits')
    this.#reserve(text.length)
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      assert(isVisibleCode(code), 'a name, id or address is visible ASCII')
      this.#bytes[this.#length + index] = code
    }
    this.#length += text.length
  }

  patch8(at: number, value: number): void {
    this.#bytes[at] = value
  }

  patch32(at: number, value: number): void {
    this.#put32(at, value)
  }

  /** Almost every key is short ASCII, for which a loop is several times as fast as `TextEncoder`. */
  #ascii(text: string): boolean {
    this.#reserve(text.length)
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) return false
      this.#bytes[this.#length + index] = code
    }
    this.#length += text.length
    return true
  }

  #utf8(text: string, maxBytes: number): void {
    assert(text.isWellFormed(), 'a text has no halves of surrogate pairs')
    const length = utf8Length(text)
    assert(length <= maxBytes, 'a text is within its limits')
    this.varint(length)
    this.#reserve(length)
    UTF8.encodeInto(text, this.#bytes.subarray(this.#length))
    this.#length += length
  }

  #put32(at: number, value: number): void {
    this.#bytes[at] = value >>> 24
    this.#bytes[at + 1] = value >>> 16
    this.#bytes[at + 2] = value >>> 8
    this.#bytes[at + 3] = value
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed > this.#bytes.length) this.#grow(needed)
  }

  #grow(needed: number): void {
    // Room for a varint is reserved before its size is known.
    const limit = this.#maxBytes + MAX_VARINT_BYTES
    assert(needed <= limit, `a frame has at most ${this.#maxBytes} bytes`)
    const larger = new Uint8Array(Math.min(limit, Math.max(needed, 2 * this.#bytes.length)))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
