import type { TLSSocket } from 'node:tls'
import type { Refusal } from './socket-layer.ts'

/** Codes of OpenSSL and Node, as they come with the versions of Node that the project runs on. */
const BY_CODE: ReadonlyArray<readonly [pattern: RegExp, refusal: Refusal]> = [
  [/BINDER_DOES_NOT_VERIFY|ALERT_DECRYPT_ERROR/, 'wrong_secret'],
  [/DID_NOT_RETURN_A_CERTIFICATE|CERTIFICATE_REQUIRED/, 'no_certificate'],
  [/WRONG_VERSION_NUMBER|HTTP_REQUEST|HTTPS_PROXY|PACKET_LENGTH|UNEXPECTED_MESSAGE|BAD_RECORD/, 'not_tls'],
  [/UNABLE_TO_|SELF_SIGNED|CERT_|UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE/, 'foreign_certificate'],
  [/HANDSHAKE_TIMEOUT/, 'tls_timeout'],
]

export function refusalOf(error: Error, socket: TLSSocket): Refusal {
  // After refusing a certificate Node reports no more than that the socket was hung up.
  const code = [authorizationCode(socket), 'code' in error ? String(error.code) : ''].join(' ')
  return BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'tls_failed'
}

/** Declared as an Error, given as its code. */
function authorizationCode(socket: TLSSocket): string {
  const error: unknown = socket.authorizationError
  return typeof error === 'string' ? error : ''
}
