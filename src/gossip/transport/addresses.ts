import { isIPv6 } from 'node:net'
import { MAX_ADDRESS_LENGTH } from '../wire/limits.ts'

export interface HostPort {
  readonly host: string
  readonly port: number
}

const HIGHEST_PORT = 65_535
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i

export class AddressError extends Error {
  override readonly name = 'AddressError'
}

/** Reads "host:port"; an IPv6 host stands in brackets. */
export function parseAddress(text: string): HostPort {
  const found = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/.exec(text)?.groups
  if (text.length > MAX_ADDRESS_LENGTH || !found) {
    throw new AddressError(`"${shown(text)}" is no address; write host:port, or [host]:port for IPv6`)
  }
  const host = found['six'] ?? found['host'] ?? ''
  if (found['six'] === undefined ? !HOST_NAME.test(host) : !isIPv6(host)) {
    throw new AddressError(`"${shown(text)}" has no valid host; write a name, an IPv4 address or [IPv6]`)
  }
  const port = Number(found['port'])
  if (port > HIGHEST_PORT) throw new AddressError(`"${shown(text)}": a port is at most ${HIGHEST_PORT}`)
  return { host, port }
}

export function isAddress(text: string): boolean {
  try {
    return parseAddress(text).port > 0
  } catch {
    return false
  }
}

export function formatAddress({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const SHOWN_LENGTH = 80

function shown(text: string): string {
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text
}
