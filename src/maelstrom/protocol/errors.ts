/** The protocol's errors. A definite one says that the request did not happen and never will. */
const ERRORS = [
  { code: 0, name: 'timeout', definite: false },
  { code: 1, name: 'node-not-found', definite: true },
  { code: 10, name: 'not-supported', definite: true },
  { code: 11, name: 'temporarily-unavailable', definite: true },
  { code: 12, name: 'malformed-request', definite: true },
  { code: 13, name: 'crash', definite: false },
  { code: 14, name: 'abort', definite: true },
  { code: 20, name: 'key-does-not-exist', definite: true },
  { code: 21, name: 'key-already-exists', definite: true },
  { code: 22, name: 'precondition-failed', definite: true },
  { code: 30, name: 'txn-conflict', definite: true },
] as const

export const ERROR_CODE = {
  timeout: 0,
  nodeNotFound: 1,
  notSupported: 10,
  temporarilyUnavailable: 11,
  malformedRequest: 12,
  crash: 13,
  abort: 14,
  keyDoesNotExist: 20,
  keyAlreadyExists: 21,
  preconditionFailed: 22,
  txnConflict: 30,
} as const

/** A code that the protocol does not list, a custom one included, promises nothing. */
export function isDefinite(code: number): boolean {
  return ERRORS.some((error) => error.code === code && error.definite)
}

export function errorName(code: number): string {
  return ERRORS.find((error) => error.code === code)?.name ?? `custom-${code}`
}
