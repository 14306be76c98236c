import { isIP } from 'node:net'
import { errorMessage } from '../base/errors.ts'
import { isRegionName } from '../base/region-name.ts'
import { quoted } from './quoted.ts'

/** Text of a variable -> its value; throws an `Error` that says what would be right. Texts come trimmed, never empty. */
export type Parser<T> = (text: string) => T

export const MAX_PORT = 65_535
const MAX_INSTANCE_LENGTH = 64
const INSTANCE_ID = /^[A-Za-z0-9._-]+$/
const MAX_HOST_NAME_LENGTH = 253
const HOST_LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/

export const text: Parser<string> = (value) => value

export function whole(low: number, high: number): Parser<number> {
  return (value) => {
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= low && number <= high) return number
    throw new Error(`${quoted(value)} is not a whole number from ${low} to ${high}`)
  }
}

/** A time that people write in seconds, as milliseconds. */
export function seconds(low: number, high: number): Parser<number> {
  return (value) => {
    const number = Number(value)
    if (/^\d+(\.\d+)?$/.test(value) && number >= low && number <= high) return Math.round(number * 1000)
    throw new Error(`${quoted(value)} is not a number of seconds from ${low} to ${high}`)
  }
}

/** Like `seconds`; 0 stands for "never". */
export function secondsOrZero(low: number, high: number): Parser<number> {
  const positive = seconds(low, high)
  return (value) => {
    if (/^0+(\.0*)?$/.test(value)) return 0
    try {
      return positive(value)
    } catch (error) {
      throw new Error(`${errorMessage(error)}, nor 0`, { cause: error })
    }
  }
}

export const trueOrFalse: Parser<boolean> = (value) => {
  const lower = value.toLowerCase()
  if (lower === 'true' || lower === 'false') return lower === 'true'
  throw new Error(`${quoted(value)} is neither true nor false`)
}

/** One of the names, in whatever case it was written. */
export function oneOf<const N extends string>(names: readonly N[]): Parser<N> {
  return (value) => {
    const found = names.find((name) => name.toLowerCase() === value.toLowerCase())
    if (found !== undefined) return found
    throw new Error(
      `${quoted(value)} is not ${names.length === 1 ? 'known; only' : 'one of'} ${names.join(', ')}`,
    )
  }
}

/** A host name, an IPv4 or a bare IPv6 address (with its zone). */
export const host: Parser<string> = (value) => {
  if (isIP(value) !== 0 || isHostName(value)) return value
  throw new Error(`${quoted(value)} is not a host name or an IP address (IPv6 without brackets)`)
}

/** No top-level domain is a number, so a name that ends in one is an IPv4 address with a mistake in it. */
function isHostName(value: string): boolean {
  const labels = value.replace(/\.$/, '').split('.')
  const endsInNumber = /^\d+$/.test(labels.at(-1) ?? '')
  return (
    value.length <= MAX_HOST_NAME_LENGTH && !endsInNumber && labels.every((label) => HOST_LABEL.test(label))
  )
}

export const regionName: Parser<string> = (value) => {
  if (isRegionName(value)) return value
  throw new Error(`${quoted(value)} is not a region name: 1 to 32 of a-z, 0-9 and "-"`)
}

export const instanceId: Parser<string> = (value) => {
  if (INSTANCE_ID.test(value) && value.length <= MAX_INSTANCE_LENGTH) return value
  throw new Error(
    `${quoted(value)} is not an instance id: 1 to ${MAX_INSTANCE_LENGTH} of A-Z, a-z, 0-9, ".", "_" and "-"`,
  )
}

/** The address of a server, without a slash at its end. */
export const serverUrl: Parser<string> = (value) => {
  const url = URL.parse(value)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw new Error(`${quoted(value)} is not an address that begins with http:// or https://`)
  }
  if (url.username !== '' || url.password !== '')
    throw new Error('the address must not hold a user name or password')
  if (value.includes('?') || value.includes('#')) {
    throw new Error(`${quoted(value)} must not have a query ("?") or a fragment ("#")`)
  }
  return (url.origin + url.pathname).replace(/\/+$/, '')
}
