/// <reference types="zod-openapi" />
import { z } from 'zod'

export const MAX_BASE_URL_LENGTH = 512

/** What the URL parser would drop or change without a word: whitespace, controls, backslashes; and what we refuse. */
const REFUSED_IN_BASE_URL = /[\s\p{Cc}\\?#]/u
const WITH_HOST = /^https?:\/\/[^/@]+(\/[^@]*)?$/i
/** As the URL parser writes it: an IPv6 address, or a name or IPv4 address that begins and ends with a letter or digit. */
const HOST_NAME = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?)$/

/** Where a regional server is reached, without a slash at the end; `undefined` when the text names no such place. */
export function normalisedBaseUrl(text: string): string | undefined {
  if (REFUSED_IN_BASE_URL.test(text) || !WITH_HOST.test(text) || !text.isWellFormed()) return undefined
  const url = URL.parse(text)
  if (!url || !HOST_NAME.test(url.hostname) || url.port === '0') return undefined
  return url.href.replace(/\/+$/, '')
}

export const baseUrl = z
  .string('must be a string')
  .max(MAX_BASE_URL_LENGTH, `must be at most ${MAX_BASE_URL_LENGTH} characters long`)
  .transform((text, context) => {
    const normalised = normalisedBaseUrl(text)
    if (normalised !== undefined) return normalised
    context.addIssue({
      code: 'custom',
      message: 'must be an http or https URL without credentials, query or fragment',
    })
    return z.NEVER
  })
  .meta({
    override: { type: 'string', format: 'uri', maxLength: MAX_BASE_URL_LENGTH },
    description: 'Where main reaches the server: http(s), without credentials, query or fragment.',
    example: 'http://localhost:8083',
  })
