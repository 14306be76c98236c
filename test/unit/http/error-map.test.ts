import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { OperatingError } from '../../../src/base/errors.ts'
import * as baseErrors from '../../../src/base/errors.ts'
import { isProblemCode, problemKind, problemTable } from '../../../src/http/error-map.ts'
import { NoRegionError } from '../../../src/regions/errors.ts'
import * as sessionErrors from '../../../src/sessions/errors.ts'

function errorsOf(module: Record<string, unknown>): OperatingError[] {
  return Object.values(module)
    .filter((value): value is new (message: string) => OperatingError => isErrorClass(value))
    .map((ErrorClass) => new ErrorClass('for the test'))
}

function isErrorClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof OperatingError
}

describe('the error table', () => {
  it('[HTTP-27] is the one in docs/SPEC.md', () => {
    const spec = readFileSync(new URL('../../../docs/SPEC.md', import.meta.url), 'utf8')
    expect(spec).toContain(problemTable())
  })

  it('[HTTP-27] knows every error that a request can meet', () => {
    const codes = [...errorsOf({ ...baseErrors, ...sessionErrors }), new NoRegionError('x')].map(
      ({ code }) => code,
    )
    expect(codes.length).toBeGreaterThan(5)
    expect(
      [...codes, 'region_name_reserved', 'registry_full'].filter((code) => !isProblemCode(code)),
    ).toEqual([])
  })

  it('[HTTP-27] gives each 429 and 503, and nothing else, a Retry-After', () => {
    const codes = problemTable().matchAll(/^\| `(\w+)` \| (\d+)/gm)
    for (const [, code = '', status] of codes) {
      expect(isProblemCode(code) && problemKind(code).retryAfterSeconds !== undefined).toBe(
        status === '503' || status === '429',
      )
    }
  })

  it('[HTTP-27] says of each 5xx what a client may know, instead of the error’s own message', () => {
    for (const [, code = '', status] of problemTable().matchAll(/^\| `(\w+)` \| (\d+)/gm)) {
      if (Number(status) >= 500)
        expect(isProblemCode(code) && problemKind(code).detail).toEqual(expect.any(String))
    }
  })
})
